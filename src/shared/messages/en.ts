/**
 * English. Every failure has `title` (what happened), `why`, and `next` (what to do now, and who can).
 */
export const en = {
  app: { name: 'Entra Token Tray' },
  failure: {
    network_unreachable: {
      title: '{{service}} cannot be reached.',
      why: 'No connection to {{host}} ({{cause}}).',
      next: 'Check the network, the VPN and the proxy settings, then try again. The tray refreshes by itself as soon as there is a connection.',
    },
    network_timeout: {
      title: '{{service}} does not answer.',
      why: '{{host}} did not answer within {{seconds}} seconds.',
      next: 'Check the network, the VPN and the proxy, then try again. The tray refreshes by itself as soon as there is an answer.',
    },
    unexpected_answer: {
      title: 'Something other than {{service}} answered.',
      why: 'The answer was not of the expected kind ({{cause}}). A hotel or guest Wi-Fi page, or a filtering proxy, often does this.',
      next: 'Open any web page in the browser, log in to the network if it asks for it, and try again.',
    },
    tls_untrusted: {
      title: 'The connection to {{host}} is not trusted.',
      why: 'Its certificate was not signed by an authority that this computer trusts ({{cause}}). A proxy that inspects TLS often causes this.',
      next: 'Ask your IT department for the proxy’s CA certificate. Install it in the system’s store, or name its PEM file in NODE_EXTRA_CA_CERTS for the command line.',
    },
    service_busy: {
      title: '{{service}} is busy.',
      why: 'It answered “{{cause}}” and asks to wait.',
      next: 'Try again in a minute. The tray does so by itself.',
    },
    shorter_than_asked: {
      title: 'Entra’s new token lives shorter than was asked for.',
      why: 'Entra decides how long its tokens live, mostly 60 to 90 minutes.',
      next: 'Ask for less, with --min-valid MINUTES.',
    },
    too_many_requests: {
      title: 'Too many refreshes in a short time.',
      why: 'There were {{count}} within an hour. Entra would take more for an attack and stop answering.',
      next: 'Nothing to do: it goes on by itself within the hour.',
    },
    sign_in_needed: {
      title: 'You need to sign in again.',
      why: 'Microsoft Entra ID no longer accepts the saved sign-in ({{cause}}).',
      next: 'Sign in: click “Sign in” in the tray menu, or run “entra-token login”.',
    },
    not_signed_in: {
      title: 'You are not signed in.',
      why: 'There is no saved sign-in for profile “{{profile}}” on this computer.',
      next: 'Sign in: click “Sign in” in the tray menu, or run “entra-token login --profile "{{profile}}"”.',
    },
    sign_in_timed_out: {
      title: 'The sign-in was not finished in time.',
      why: 'Nothing came back from the browser within {{minutes}} minutes. Was its tab closed, or did the page show an error?',
      next: 'Start the sign-in again. If the browser page showed an error, its text says what to change.',
    },
    sign_in_pending: {
      title: 'A sign-in is already under way.',
      why: 'The browser page of the first sign-in is still waiting for you.',
      next: 'Finish it in the browser, or cancel it first.',
    },
    browser_not_opened: {
      title: 'The browser could not be opened.',
      why: 'The system refused to open the sign-in page ({{cause}}).',
      next: 'Run “entra-token login --no-browser” and open the printed link yourself.',
    },
    callback_not_form_post: {
      title: 'The sign-in answer came back in an unsafe way.',
      why: 'It was delivered in the page’s address instead of a form, where it could be recorded; it was not used.',
      next: 'Start the sign-in again. If it happens again, tell your administrator: the app registration or a proxy changes the response mode.',
    },
    loopback_unavailable: {
      title: 'The browser’s answer cannot be received.',
      why: 'No local port could be opened on 127.0.0.1 ({{cause}}).',
      next: 'Check whether security software blocks local connections, then try again.',
    },
    refused_by_entra: {
      title: 'Microsoft Entra ID refused.',
      why: 'It answered “{{cause}}”.',
      next: 'Send the correlation ID and the time to your administrator: they find the reason in the Entra sign-in log.',
    },
    profile_unknown: {
      title: 'There is no profile “{{profile}}”.',
      why: 'Known profiles: {{known}}.',
      next: 'Choose one of them with --profile NAME, or add it: “entra-token profile add {{profile}} --tenant TENANT --client-id CLIENT_ID”.',
    },
    profile_missing: {
      title: 'There is no profile yet.',
      why: 'A profile says which tenant and which app registration to sign in with.',
      next: 'Add one: “entra-token profile add NAME --tenant TENANT --client-id CLIENT_ID”, or open the tray’s window.',
    },
    profile_exists: {
      title: 'A profile “{{profile}}” exists already.',
      why: 'Names are used once, so that --profile always means the same.',
      next: 'Choose another name, or remove the old one: “entra-token profile remove {{profile}}”.',
    },
    profile_invalid: {
      title: 'This profile cannot work.',
      why: '{{complaint}}',
      next: 'Correct it and try again. The tenant and client IDs are on the app registration’s Overview page in the Azure portal.',
    },
    workspace_missing: {
      title: 'Profile “{{profile}}” has no workspace.',
      why: 'This needs the address of an Azure Databricks workspace.',
      next: 'Give it one: “entra-token profile set "{{profile}}" --workspace URL”.',
    },
    workspace_not_found: {
      title: 'No Azure Databricks workspace answers at {{host}}.',
      why: 'It did not lead to the sign-in page of a tenant, as every workspace does ({{cause}}).',
      next: 'Copy the address again from the browser’s address bar while the workspace is open. Behind a private link, connect to its network first, or give the tenant ID as well.',
    },
    workspace_other_cloud: {
      title: 'The workspace {{host}} signs in elsewhere.',
      why: 'It leads to {{authority}}, but {{expected}} was expected.',
      next: 'Check the workspace’s address. If it is right, name its authority: --cloud usgov, --cloud china, or --authority https://HOST.',
    },
    workspace_other_tenant: {
      title: 'The token is not of the workspace’s tenant.',
      why: '{{host}} belongs to tenant {{workspaceTenant}}, but the profile signs in to tenant {{tenant}}: the workspace would refuse the token.',
      next: 'Correct the profile’s tenant: “entra-token profile set NAME --tenant {{workspaceTenant}}”, then sign in again. The app registration must be of that tenant too.',
    },
    workspace_token_expired: {
      title: 'The workspace says that the token has expired.',
      why: '{{host}} did not take it ({{cause}}). If the program shows life left, the computer’s clock or the workspace’s is wrong.',
      next: 'Get a new one: “entra-token token --refresh”, or Refresh now in the tray. Check the computer’s date and time.',
    },
    workspace_token_refused: {
      title: 'The workspace does not accept the token.',
      why: '{{host}} found it not to be for Azure Databricks in its own tenant ({{cause}}).',
      next: 'Check that the profile’s tenant is the workspace’s and that its scopes were not changed: “entra-token claims” shows aud and tid. Then sign in again.',
    },
    workspace_not_member: {
      title: 'You are not a member of this workspace.',
      why: '{{host}} knows the token’s tenant, but not you as a user.',
      next: 'Ask the workspace’s administrator to add you. With the role Contributor or Owner on the workspace in Azure, give the profile its resource ID instead: “entra-token profile set NAME --workspace-resource-id ID”.',
    },
    workspace_resource_id_refused: {
      title: 'The workspace’s resource ID does not let you in.',
      why: '{{host}} refused it: it belongs to another workspace, or you have neither of the roles Contributor and Owner on it in Azure ({{cause}}).',
      next: 'Check the resource ID (Azure portal, the workspace, JSON View) and ask the subscription’s owner for the role. Members of the workspace need no resource ID.',
    },
    workspace_address_blocked: {
      title: 'The workspace does not take calls from your network.',
      why: 'An IP access list of {{host}} blocks the address that you come from.',
      next: 'Connect to your company’s network or VPN, or ask the workspace’s administrator to add your address.',
    },
    workspace_forbidden: {
      title: 'The workspace does not allow this.',
      why: '{{host}} accepts the token, but not this call ({{cause}}).',
      next: 'Ask the workspace’s administrator for the permission.',
    },
    endpoint_running: {
      title: 'A local token endpoint is running already.',
      why: 'Process {{pid}} serves it; one is enough for all profiles.',
      next: 'Use that one (“entra-token exec --endpoint -- COMMAND”, or the tray’s menu), or end it first.',
    },
    endpoint_unavailable: {
      title: 'The local token endpoint cannot be opened.',
      why: 'No port on 127.0.0.1 can be listened on ({{cause}}).',
      next: 'Check whether security software blocks local connections, then try again.',
    },
    target_unwritable: {
      title: 'A file cannot be kept current.',
      why: '{{file}}: {{cause}}.',
      next: 'Check that the folder exists and that the file is yours, is text in UTF-8, and can be written. Nothing was changed.',
    },
    target_taken: {
      title: 'That place holds something else already.',
      why: '{{place}} in {{file}} has a value that this program did not put there; it would be lost.',
      next: 'Choose another name, or remove the old entry yourself first.',
    },
    target_unknown: {
      title: 'There is no such target.',
      why: 'Profile “{{profile}}” keeps: {{known}}.',
      next: 'See “entra-token target list”.',
    },
    command_not_started: {
      title: 'The command could not be started.',
      why: '{{command}}: {{cause}}.',
      next: 'Check its name and that it is on the PATH. Everything after “--” is the command: “entra-token exec -- dbt run”.',
    },
    settings_newer: {
      title: 'The settings come from a newer version of this program.',
      why: '{{file}} has version {{found}}; this program knows version {{known}}.',
      next: 'Update this program. The file was left as it is.',
    },
    settings_unwritable: {
      title: 'The settings cannot be saved.',
      why: '{{file}}: {{cause}}.',
      next: 'Check that the folder exists, is yours, and that the disk is not full. Nothing was changed.',
    },
    usage: {
      title: 'That command line cannot work.',
      why: '{{complaint}}',
      next: 'See “entra-token --help”.',
    },
    keyring_unavailable: {
      title: 'The system’s keyring cannot be used.',
      why: 'The sign-in is kept encrypted in it, and it answered: {{cause}}.',
      next: 'On Linux install and unlock a keyring (gnome-keyring or KWallet with Secret Service) within a desktop session. Where there can be none, “entra-token login --allow-plaintext-cache” keeps the sign-in in a file that only you can read, without encryption.',
    },
    keyring_timeout: {
      title: 'The system’s keyring does not answer.',
      why: 'No answer within {{seconds}} seconds. It may be locked and waiting for its password.',
      next: 'Unlock the keyring (look for its password window, or log out and in again), then try again.',
    },
    cache_busy: {
      title: 'The saved sign-in is in use.',
      why: 'Another process holds it for longer than {{seconds}} seconds.',
      next: 'Try again. If it stays so, end other “entra-token” processes.',
    },
    cancelled: {
      title: 'Cancelled.',
      why: 'The sign-in was stopped before it was finished.',
      next: 'Start it again whenever you like.',
    },
    unexpected: {
      title: 'Something unexpected went wrong.',
      why: 'The program’s log has the details ({{cause}}).',
      next: 'Try again. If it happens again, report it with the log.',
    },
  },
  /** Wording only: decisions are made on error codes. Replaces `why` and `next` of the failure it comes with. */
  aadsts: {
    '50011': {
      why: 'The app registration has no redirect URI “http://localhost”.',
      next: 'The owner of the app registration adds it: Authentication > Add a platform > Mobile and desktop applications > http://localhost.',
    },
    '50020': {
      why: 'This account does not belong to the tenant.',
      next: 'Sign in with an account of the workspace’s tenant, or have an administrator invite this one as a guest.',
    },
    '50034': {
      why: 'This account does not exist in the tenant.',
      next: 'Check the user name, and that the profile’s tenant is the workspace’s.',
    },
    '50053': {
      why: 'The account is locked after too many attempts, or the sign-in came from an address that is blocked.',
      next: 'Wait a while, then try again; your administrator can unlock it.',
    },
    '50055': { why: 'The password has expired.', next: 'Change it at the next sign-in in the browser.' },
    '50057': { why: 'The account is disabled.', next: 'Ask your administrator to enable it.' },
    '50072': {
      why: 'Multi-factor authentication has to be set up for this account first.',
      next: 'Sign in in the browser and follow its steps.',
    },
    '50074': {
      why: 'Multi-factor authentication is required.',
      next: 'Sign in in the browser; it asks for the second factor.',
    },
    '50076': {
      why: 'Multi-factor authentication is required.',
      next: 'Sign in in the browser; it asks for the second factor.',
    },
    '50078': {
      why: 'The multi-factor authentication has expired.',
      next: 'Sign in in the browser; it asks for the second factor.',
    },
    '50079': {
      why: 'Multi-factor authentication has to be set up for this account first.',
      next: 'Sign in in the browser and follow its steps.',
    },
    '50105': {
      why: 'You are not assigned to this application.',
      next: 'An administrator adds you: Enterprise applications > the app > Users and groups.',
    },
    '50126': { why: 'The user name or the password is wrong.', next: 'Check both and try again.' },
    '50173': {
      why: 'The sign-in was revoked, as happens after a password change.',
      next: 'Sign in again.',
    },
    '50196': {
      why: 'Entra saw the same request too often in a short time and stopped it.',
      next: 'Wait some minutes, then sign in again. If it comes back, report it with the correlation ID.',
    },
    '53000': {
      why: 'Your organization asks for a compliant device.',
      next: 'Enroll this device (Company Portal), or ask your administrator.',
    },
    '53001': {
      why: 'Your organization asks for a domain-joined device.',
      next: 'Use a joined device, or ask your administrator.',
    },
    '53003': {
      why: 'A Conditional Access policy of your organization blocks this sign-in.',
      next: 'Ask your administrator which policy; give them the correlation ID and the time.',
    },
    '65001': {
      why: 'Nobody has consented yet that this app may use Azure Databricks in your name.',
      next: 'Sign in in the browser and accept, or ask an administrator to grant consent.',
    },
    '65002': {
      why: 'This Microsoft client may not be used for Azure Databricks in your tenant.',
      next: 'Use the client ID of an app registration of your own.',
    },
    '65004': {
      why: 'The consent was declined, or the sign-in page was left with “Cancel”.',
      next: 'Sign in again and accept.',
    },
    '70043': {
      why: 'Your organization asks for a new sign-in from time to time, and that time has come.',
      next: 'Sign in again.',
    },
    '90002': {
      why: 'There is no such tenant.',
      next: 'Check the profile’s tenant ID and cloud: the Directory (tenant) ID is on the app registration’s Overview page.',
    },
    '90033': {
      why: 'The service is busy for a moment.',
      next: 'Try again in a minute. The tray does so by itself.',
    },
    '90055': {
      why: 'The service is busy for a moment.',
      next: 'Try again in a minute. The tray does so by itself.',
    },
    '90094': {
      why: 'An administrator has to consent to this app.',
      next: 'Ask an administrator to grant consent in the app registration’s API permissions.',
    },
    '90095': {
      why: 'An administrator has to consent to this app.',
      next: 'Send the request that the page offers, or ask an administrator.',
    },
    '500011': {
      why: 'Azure Databricks is not known in this tenant.',
      next: 'Check that the profile’s tenant is the workspace’s own. An administrator may have to add the AzureDatabricks enterprise application.',
    },
    '700016': {
      why: 'The app registration (client ID) does not exist in this tenant.',
      next: 'Check the profile’s client ID and tenant ID on the app registration’s Overview page.',
    },
    '700082': { why: 'The saved sign-in was not used for too long and has expired.', next: 'Sign in again.' },
    '900023': { why: 'The tenant is not a valid ID or domain name.', next: 'Check the profile’s tenant.' },
    '7000218': {
      why: 'The app registration is not set up as a public client.',
      next: 'Its owner moves the redirect URI http://localhost from “Web” to “Mobile and desktop applications” (Authentication).',
    },
  },
  profileComplaint: {
    name: 'The name needs 1 to 64 characters, without line breaks.',
    tenantId:
      'The tenant must be a GUID or a domain such as contoso.onmicrosoft.com; “common” and “organizations” do not work, since Databricks needs the workspace’s own tenant.',
    clientId: 'The client ID must be a GUID such as 12a34b56-789c-0d12-e3fa-b456789c0123.',
    cloud: 'The cloud must be public, usgov or china, or an authority given as https://HOST, without a path.',
    workspaceUrl:
      'The workspace must be an address such as https://adb-1234567890123456.7.azuredatabricks.net; anything after the host is left away.',
    workspaceResourceId:
      'The resource ID must look like /subscriptions/GUID/resourceGroups/GROUP/providers/Microsoft.Databricks/workspaces/NAME, or SUBSCRIPTION/GROUP/NAME.',
  },
  state: {
    signedOut: 'Signed out',
    signingIn: 'Signing in…',
    fresh: 'Signed in',
    expiring: 'Expires soon',
    refreshing: 'Refreshing…',
    offline: 'Offline: the token still works',
    expired: 'The token has expired',
    signInRequired: 'Sign-in needed',
    none: 'No profile yet',
  },
  notice: {
    settings_set_aside:
      'The settings file could not be read ({{reason}}). It was kept as {{file}}, and the defaults are used.',
    settings_ignored:
      'The changed settings file cannot be read ({{reason}}). The settings in force stay until it can.',
    workspace_unconfirmed:
      'The profile was saved, but its workspace could not be asked whether the tenant is right. {{title}} {{why}}',
    target_failed: '{{title}} {{why}} {{next}}',
    cache_set_aside:
      'The saved sign-in could not be read and was set aside ({{place}}). Please sign in again.',
  },
  tray: {
    tooltipToken: '{{profile}} · {{minutes}} min left · until {{time}}',
    tooltipState: '{{profile}} · {{state}}',
    copy: 'Copy token',
    copyMinutes: 'Copy token ({{minutes}} min left)',
    signIn: 'Sign in…',
    cancelSignIn: 'Cancel sign-in',
    signInEarly: 'Sign in early…',
    signOut: 'Sign out',
    refresh: 'Refresh now',
    open: 'Open {{app}}',
    quit: 'Quit',
    profiles: 'Profile',
    copyAs: 'Copy as',
    endpoint: 'Local token endpoint',
  },
  copyFormat: {
    raw: 'Token',
    bearer: 'Bearer header value',
    bash: 'Shell variables (bash, zsh)',
    powershell: 'PowerShell variables',
    cmd: 'Command Prompt variables',
    dotenv: '.env lines',
    json: 'JSON, as the Azure CLI prints it',
    databrickscfg: '.databrickscfg section',
    curl: 'curl command',
    jdbc: 'JDBC URL',
  },
  notify: {
    copied: { title: 'Token copied', body: '{{minutes}} min left, until {{time}}' },
    copiedShort: {
      title: 'Token copied, but it could not be refreshed',
      body: 'Only {{minutes}} min left. {{why}}',
    },
    signInNeeded: { title: 'Sign-in needed', body: '{{why}} Click to sign in.' },
    expiresSoon: {
      title: 'The token expires in {{minutes}} min',
      body: 'It cannot be refreshed: {{why}} It is tried again by itself.',
    },
    backToNormal: { title: 'Back to normal', body: 'The token was refreshed: {{minutes}} min left.' },
    signInSoon: {
      title: 'A new sign-in will be asked for at {{time}}',
      body: 'If now suits you better, click to sign in early.',
    },
  },
  verify: {
    workspace: 'Workspace',
    user: 'Known as',
    groups: 'Groups',
    none: 'none',
    roundTrip: 'Round trip',
    clock: 'Clock',
    clockRight: 'right',
    clockOff: '{{seconds}} s off the workspace’s: check the computer’s date and time',
    clusters: 'Clusters',
    ask: 'Verify with the workspace',
    asking: 'Asking the workspace…',
  },
  cli: {
    warning: 'warning',
    serving: 'Serving tokens on 127.0.0.1. Whoever knows an address above gets the token. (Ctrl-C ends it)',
    keyInvalid: '“{{key}}” cannot be the name of a variable.',
    sectionInvalid: '“{{section}}” cannot be the name of a section.',
    targetAdded: 'Kept current from now on: {{target}}',
    targetWaits:
      'It is filled as soon as a local endpoint runs: switch it on in the tray’s menu, or run “entra-token serve”.',
    targetRemoved: 'Emptied, and left alone from now on: {{target}}',
    profileAdded: 'Profile “{{profile}}” added. Sign in with: entra-token login --profile "{{profile}}"',
    profileChanged: 'Profile “{{profile}}” changed.',
    signInAgain:
      'It signs in elsewhere now: its account was signed out. Sign in with: entra-token login --profile "{{profile}}"',
    foundByWorkspace: 'The workspace says: tenant {{tenant}}, authority {{authority}}.',
  },
  window: {
    title: 'Entra Token Tray',
    loading: 'Starting…',
    minutesLeft: 'left',
    validUntil: 'Valid until',
    nextRefresh: 'Next refresh',
    tenant: 'Tenant',
    workspace: 'Workspace',
    removeProfile: 'Remove this profile',
    removeProfileReally: 'Really remove?',
    nextSignIn: 'Next sign-in',
    profile: 'Profile',
    copy: 'Copy token',
    copied: 'Copied, {{minutes}} min left',
    copiedShort: 'Copied, but only {{minutes}} min left: it could not be refreshed.',
    signIn: 'Sign in',
    signInAgain: 'Sign in again',
    signOut: 'Sign out',
    refresh: 'Refresh now',
    cancel: 'Cancel',
    openAgain: 'Open the page again',
    startingSignIn: 'Starting the sign-in…',
    waitingForBrowser: 'Waiting for your browser. Finish the sign-in there.',
    timeLeft: '{{time}} left',
    signedOutHint: 'Sign in once a day; the token then stays fresh by itself.',
    correlationId: 'Correlation ID',
    time: 'Time',
    dismiss: 'Dismiss',
    helpDesk: 'For the help desk',
    firstRun: {
      title: 'Set up your first profile',
      intro: 'The IDs are on the Overview page of the app registration in the Azure portal.',
      name: 'Name',
      namePlaceholder: 'My workspace',
      tenantId: 'Directory (tenant) ID – found by the workspace if left empty',
      clientId: 'Application (client) ID',
      workspaceUrl: 'Workspace URL (optional)',
      cloud: 'Cloud',
      clouds: {
        found: 'Found by the workspace, else Azure (public)',
        public: 'Azure (public)',
        usgov: 'Azure US Government',
        china: 'Azure China',
        other: 'Another authority',
      },
      authority: 'Authority',
      save: 'Save',
    },
  },
  signInPage: {
    successTitle: 'You are signed in',
    successBody: 'You may close this page now and go back to your work.',
    errorTitle: 'The sign-in did not succeed',
    errorBody: 'Entra Token Tray says why, and what to do next. You may close this page.',
  },
} as const;
