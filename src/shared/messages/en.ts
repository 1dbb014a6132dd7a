import type { TableWords } from './table-words.ts';

/**
 * English. Every failure has `title` (what happened), `why`, and `next` (what to do now); `next_window` is what to do
 * where there are buttons instead of commands.
 */
export const en = {
  app: {
    name: 'Entra Token Tray',
    language: 'en',
    labelled: '{{label}}: {{value}}',
    /** Stands for a profile’s name where none is known. */
    someProfile: 'NAME',
  },
  failure: {
    network_unreachable: {
      title: '{{service}} can’t be reached.',
      why: 'Couldn’t connect to {{host}} ({{cause}}).',
      next: 'Check the network, the VPN and the proxy settings, then try again. The tray app refreshes automatically once you’re back online.',
    },
    host_not_found: {
      title: 'No host named {{host}}.',
      why: 'The name is not known to the DNS ({{cause}}).',
      next: 'Check for a typo, then VPN and DNS.',
    },
    network_timeout: {
      title: '{{service}} isn’t responding.',
      why: '{{host}} didn’t respond within {{seconds}} seconds.',
      next: 'Check the network, the VPN and the proxy, then try again. The tray app refreshes automatically once it responds.',
    },
    unexpected_answer: {
      title: 'The response didn’t come from {{service}}.',
      why: 'The response wasn’t in the expected format ({{cause}}). A hotel or guest Wi-Fi sign-in page, or a filtering proxy, is often the cause.',
      next: 'Open any web page in the browser, log in to the network if it asks for it, and try again.',
    },
    answer_unusable: {
      title: '{{service}} returned an invalid response.',
      why: 'Part of the response from {{host}} violates the protocol ({{cause}}). None of it was used.',
      next: 'Try again. If it happens again, something on the network alters responses, or the authority is misconfigured: report this to whoever runs {{host}}.',
    },
    tls_untrusted: {
      title: 'The connection to {{host}} isn’t trusted.',
      why: 'Its certificate isn’t signed by an authority that this computer trusts ({{cause}}). A TLS-inspecting proxy is often the cause.',
      next: 'Ask your IT department for the proxy’s CA certificate. Install it in the system’s store, or name its PEM file in NODE_EXTRA_CA_CERTS for the command line.',
      next_window:
        'Ask your IT department for the proxy’s CA certificate, and install it in the system’s store.',
    },
    proxy_unusable: {
      title: 'The proxy in {{variable}} can’t be used.',
      why: 'It has to be http://HOST:PORT, https://HOST:PORT or HOST:PORT ({{cause}}). SOCKS is not supported.',
      next: 'Correct {{variable}}: special characters in a user name or password are percent-encoded. Instead of SOCKS, use an HTTP proxy, or list the hosts that need none in NO_PROXY.',
    },
    proxy_unreachable: {
      title: 'The proxy {{proxy}} can’t be reached.',
      why: '{{variable}} requires it for {{host}}, but it can’t be reached ({{cause}}).',
      next: 'Check the network, the VPN, and the address in {{variable}}. If no proxy is needed, remove the variable or add the host to NO_PROXY.',
    },
    proxy_sign_in_needed: {
      title: 'The proxy {{proxy}} requires a user name and password.',
      why: 'It returned {{status}} for {{host}}. {{variable}} has no user, or one that it doesn’t accept; only Basic authentication is supported.',
      next: 'Add them to {{variable}}: http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded. If the proxy accepts only Kerberos or NTLM, ask your IT department for an alternative.',
    },
    proxy_refused: {
      title: 'The proxy {{proxy}} refused the connection.',
      why: 'It returned {{status}} for {{host}} (proxy from {{variable}}).',
      next: 'With 403, ask your IT department to allow {{host}}. With 502, 503 or 504, the proxy itself cannot reach it: try again later, or use another proxy. If no proxy is needed, add the host to NO_PROXY.',
    },
    service_busy: {
      title: '{{service}} is temporarily unavailable ({{cause}}).',
      why: 'It asked clients to try again later.',
      next: 'Try again in a minute. The tray app retries automatically.',
    },
    shorter_than_asked: {
      title: 'Microsoft Entra ID issued {{issued}} min; you asked for {{asked}}.',
      why: 'Microsoft Entra ID sets token lifetimes, usually 60 to 90 minutes.',
      next: 'Request a shorter lifetime with --min-valid MINUTES.',
    },
    too_many_requests: {
      title: 'Too many refreshes in a short time.',
      why: 'The limit is {{count}} per hour. More requests could look like an attack, and Entra might block them.',
      next: 'No action needed. Refreshing resumes in a few minutes.',
    },
    sign_in_needed: {
      title: 'You need to sign in again.',
      why: 'Microsoft Entra ID no longer accepts the saved sign-in ({{cause}}).',
      next: 'Sign in: click “Sign in” in the tray menu, or run “entra-token login --profile {{profile, shell}}”.',
      next_window: 'Sign in again.',
    },
    not_signed_in: {
      title: 'You’re not signed in.',
      why: 'There is no saved sign-in for profile “{{profile}}” on this computer.',
      next: 'Sign in: click “Sign in” in the tray menu, or run “entra-token login --profile {{profile, shell}}”.',
      next_window: 'Sign in.',
    },
    sign_in_timed_out: {
      title: 'Sign-in timed out.',
      why: 'Nothing came back from the browser within {{minutes}} minutes. Was its tab closed, or did the page show an error?',
      next: 'Sign in again. If the browser page showed an error, it says what to change.',
    },
    sign_in_pending: {
      title: 'A sign-in is already in progress.',
      why: 'The browser page of the first sign-in is still waiting for you.',
      next: 'Finish it in the browser, or cancel it first.',
    },
    browser_not_opened: {
      title: 'Couldn’t open the browser.',
      why: 'The system refused to open the sign-in page ({{cause}}).',
      next: 'Run “entra-token login --no-browser” and open the printed link yourself.',
      next_window: 'Copy the link on the sign-in page, and open it yourself.',
    },
    device_code_blocked: {
      title: 'Your organization doesn’t allow device codes.',
      why: 'A Conditional Access policy blocked this sign-in. Many organizations block only device codes.',
      next: 'Sign in with the browser instead: “entra-token login”, over SSH with --no-browser. If that is refused too, send the correlation ID and the time to your administrator.',
      next_window:
        'Sign in with the browser instead. If that’s refused too, send the correlation ID and the time to your administrator.',
    },
    device_code_expired: {
      title: 'The device code expired.',
      why: 'No one signed in with it in time.',
      next: 'Sign in again to get a new code.',
    },
    callback_invalid: {
      title: 'The sign-in response couldn’t be used.',
      why: 'It doesn’t match this sign-in, or it’s incomplete ({{cause}}).',
      next: 'Start the sign-in again and finish it in the page that opens then. If it happens again, a proxy or an extension of the browser changes the answer.',
    },
    authority_unusable: {
      title: 'The authority isn’t valid.',
      why: 'The profile’s authority doesn’t exist or doesn’t serve this tenant ({{cause}}).',
      next: 'Check the profile’s tenant and cloud, or its authority: “entra-token profile set {{profile, shell}} --cloud public”, or --authority https://HOST.',
      next_window: 'Check the profile’s tenant and cloud, or its authority.',
    },
    callback_not_form_post: {
      title: 'The sign-in response was rejected.',
      why: 'It arrived in the page’s URL instead of a form post, where it could be logged.',
      next: 'Start the sign-in again. If it happens again, tell your administrator: the app registration or a proxy changes the response mode.',
    },
    account_other: {
      title: 'You signed in with a different account.',
      why: 'This sign-in was for {{asked}}, but {{found}} signed in. Nothing has changed: the previous account is still signed in.',
      next: 'Sign in as {{asked}}. To switch to {{found}}, choose the account yourself: “entra-token login --select-account”, or “Use another account” under “Sign-in options” in the window.',
      next_window:
        'Sign in as {{asked}}. To switch to {{found}}, choose “Use another account” under “Sign-in options”.',
    },
    loopback_unavailable: {
      title: 'Can’t receive the browser’s sign-in response.',
      why: 'Couldn’t reserve a local port on 127.0.0.1 and [::1] ({{cause}}).',
      next: 'Check whether security software blocks local connections, or another program holds the ports, then try again.',
    },
    token_opaque: {
      title: 'This token’s claims can’t be read.',
      why: 'It isn’t a JSON Web Token: the authority issues opaque tokens, which only the service they’re for can read.',
      next: 'The token works all the same. Run “entra-token verify” to see who the workspace takes you for.',
    },
    refused_by_entra: {
      title: 'Microsoft Entra ID rejected the request.',
      why: 'It returned “{{cause}}”.',
      next: 'Send the correlation ID and the time to your administrator, who can look it up in the Microsoft Entra sign-in logs.',
    },
    refresh_token_refused: {
      title: 'Microsoft Entra ID didn’t accept this refresh token.',
      why: 'It returned “{{cause}}”. The token is incomplete, has expired, or was issued to another client ID.',
      next: 'Copy it again, whole, or sign in with the browser: “entra-token login --profile {{profile, shell}}”.',
      next_window: 'Copy the whole token again, or sign in with the browser.',
    },
    profile_unknown: {
      title: 'There’s no profile “{{profile}}”.',
      why: 'Known profiles: {{known}}.',
      next: 'Use one of these names. To add another profile: “entra-token profile add --help”.',
    },
    profile_misspelled: {
      title: 'There’s no profile “{{profile}}”.',
      why: 'Known profiles: {{known}}.',
      next: 'Did you mean “{{similar}}”? Names must match exactly.',
    },
    profile_missing: {
      title: 'There’s no profile yet.',
      why: 'A profile says which workspace and tenant you use, and which app you sign in with.',
      next: 'Sign in with your workspace’s address, which adds one: “entra-token login https://adb-….azuredatabricks.net”, or open the tray app’s window.',
      next_window: 'Add a profile.',
    },
    profile_exists: {
      title: 'Profile “{{profile}}” already exists.',
      why: 'Profile names must be unique, whatever their case.',
      next: 'Choose another name, or change the existing profile: “entra-token profile set {{profile, shell}} --workspace URL”. See “entra-token profile set --help”.',
      next_window: 'Choose another name.',
    },
    client_id_is_tenant: {
      title: 'The client ID is the ID of the tenant.',
      why: '{{tenant}} is a Directory (tenant) ID; it cannot also be an application. Were the two IDs swapped?',
      next: 'Give the Application (client) ID with --client-id, and the Directory (tenant) ID with --tenant. Both are on the app registration’s Overview page in the Azure portal.',
      next_window:
        'Enter the Application (client) ID. Both IDs are on the app registration’s Overview page in the Azure portal.',
    },
    profile_invalid: {
      title: 'This profile isn’t valid.',
      why: '{{complaint}}',
      next: 'Correct it and try again. The tenant and client IDs are on the app registration’s Overview page in the Azure portal.',
    },
    workspace_missing: {
      title: 'Profile “{{profile}}” has no workspace.',
      why: 'This needs the address of an Azure Databricks workspace.',
      next: 'Give it one: “entra-token profile set {{profile, shell}} --workspace URL”.',
      next_window: 'Add its URL to the profile.',
    },
    address_is_portal: {
      title: '{{host}} is the Azure portal, not a workspace.',
      why: 'The workspace has an address of its own, under {{domain}}.',
      next: 'In the portal, open the Azure Databricks resource, click “Launch Workspace”, and copy the address from there.',
    },
    address_is_account_console: {
      title: '{{host}} is the Databricks account console, not a workspace.',
      why: 'The workspace has an address of its own, under {{domain}}.',
      next: 'In the account console, open Workspaces, click the workspace, and copy the address from there.',
    },
    workspace_not_azure: {
      title: '{{host}} is a Databricks workspace on another cloud.',
      why: 'AWS and Google Cloud workspaces don’t accept Microsoft Entra ID tokens for Azure Databricks; Azure’s are under {{domain}}.',
      next: 'Use the address of an Azure Databricks workspace. For this one, use Databricks’ own sign-in: “databricks auth login”.',
    },
    workspace_not_found: {
      title: 'No Azure Databricks workspace answers at {{host}}.',
      why: 'It didn’t redirect to a tenant’s sign-in page, as workspaces do ({{cause}}).',
      next: 'Copy the address again from the browser’s address bar while the workspace is open. Behind a private link, connect to its network first, or give the tenant ID as well.',
    },
    workspace_other_cloud: {
      title: '{{host}} belongs to a different cloud.',
      why: 'It redirects to {{authority}} instead of {{expected}}.',
      next: 'Check the workspace’s address. If it is right, name its cloud or authority (command line: --cloud {{clouds, list(type:disjunction)}}, or --authority https://HOST).',
      next_window:
        'Check the workspace’s address. If it’s right, choose its cloud or authority under “More options”.',
    },
    workspace_unproven: {
      title: '{{host}} is not one of Azure Databricks’ own addresses.',
      why: 'Anyone can point a host at Microsoft’s sign-in page, so Microsoft’s clouds only vouch for addresses in {{domains, list(type:conjunction)}}. No token goes to any other host.',
      next: 'Check the workspace’s address. If your organization runs its own authority, name it: --authority https://HOST, or “Another authority” in the window.',
      next_window:
        'Check the workspace’s address. If your organization runs its own authority, choose “Another authority” under “More options”.',
    },
    workspace_unconfirmed: {
      title: 'No token goes to {{host}} yet.',
      why: 'It hasn’t confirmed that it signs in with {{authority}} ({{cause}}).',
      next: 'Check the workspace’s address and the network, then try again. The workspace is asked each time until it answers.',
    },
    workspace_other_tenant: {
      title: 'The token is from a different tenant than the workspace.',
      why: '{{host}} belongs to tenant {{workspaceTenant}}, but the profile signs in to tenant {{tenant}}, so the workspace would refuse the token.',
      next: 'Correct the profile’s tenant: “entra-token profile set {{profile, shell}} --tenant {{workspaceTenant}}”, then sign in again. The app registration must be of that tenant too.',
      next_window:
        'Change the profile’s tenant to {{workspaceTenant}}, then sign in again. The app registration must be in that tenant too.',
    },
    workspace_token_expired: {
      title: 'The workspace says the token has expired.',
      why: '{{host}} rejected it ({{cause}}). If it has time left here, this computer’s clock or the workspace’s is wrong.',
      next: 'Get a new one: “entra-token token --refresh”, or Refresh now in the tray. Check the computer’s date and time.',
      next_window: 'Refresh the token, and check this computer’s date and time.',
    },
    workspace_token_refused: {
      title: 'The workspace doesn’t accept the token.',
      why: '{{host}} rejected its audience or tenant ({{cause}}).',
      next: 'Check that the profile’s tenant is the workspace’s and that its scopes were not changed: “entra-token claims” shows aud and tid. Then sign in again.',
      next_window:
        'Check that the profile’s tenant is the workspace’s, then sign in again. Token details shows aud and tid.',
    },
    workspace_not_member: {
      title: 'You’re not a member of this workspace.',
      why: 'Your account hasn’t been added to {{host}}.',
      next: 'Ask a workspace admin to add you. With the role Contributor or Owner on the workspace in Azure, give the profile its resource ID instead: “entra-token profile set {{profile, shell}} --workspace-resource-id ID”.',
      next_window:
        'Ask a workspace admin to add you. If you’re a Contributor or Owner of the workspace in Azure, add its resource ID to the profile instead.',
    },
    workspace_resource_id_refused: {
      title: 'The workspace’s resource ID doesn’t let you in.',
      why: '{{host}} refused it: it belongs to another workspace, or you have neither of the roles Contributor and Owner on it in Azure ({{cause}}).',
      next: 'Check the resource ID (Azure portal, the workspace, JSON View) and ask the subscription’s owner for the role. Members of the workspace need no resource ID.',
    },
    workspace_address_blocked: {
      title: 'The workspace blocks your IP address.',
      why: 'You’re not on the IP access list of {{host}}.',
      next: 'Connect to your company’s network or VPN, or ask a workspace admin to add your address.',
    },
    workspace_forbidden: {
      title: 'The workspace doesn’t allow this.',
      why: '{{host}} accepts the token, but not this call ({{cause}}).',
      next: 'Ask a workspace admin for the permission.',
    },
    endpoint_running: {
      title: 'A local token endpoint is already running.',
      why: 'Process {{pid}} serves it; one is enough for all profiles.',
      next: 'Use that one (“entra-token exec --endpoint -- COMMAND”, or the tray’s menu), or end it first.',
      next_window: 'End that process, or use its endpoint: one is enough for all profiles.',
    },
    endpoint_unavailable: {
      title: 'The local token endpoint can’t start.',
      why: 'Couldn’t listen on any port of 127.0.0.1 ({{cause}}).',
      next: 'Check whether security software blocks local connections, then try again.',
    },
    tool_unwritable: {
      title: 'Couldn’t update a synced file.',
      why: '{{file}}: {{cause}}.',
      next: 'Check that the folder exists and that the file is yours, is text in UTF-8, and can be written. Nothing was changed.',
    },
    tool_taken: {
      title: 'That entry is already in use.',
      why: '{{place}} in {{file}} has a value that this program did not put there; it would be lost.',
      next: 'Choose another name, or remove the old entry yourself first.',
    },
    tool_unknown: {
      title: 'There’s no connected file {{number}}.',
      why: 'Connected files of profile “{{profile}}”: {{known}}.',
      next: 'See “entra-token target list”.',
    },
    command_not_started: {
      title: 'Couldn’t start the command.',
      why: '{{command}}: {{cause}}.',
      next: 'Check that it’s a program you may run. Everything after “--” is the command: “entra-token exec -- dbt run”.',
    },
    import_placeholders: {
      title: '{{file}} still holds placeholders.',
      why: 'It has {{placeholders}} where the values belong.',
      next: 'Put your own IDs in their place, or give them: --client-id ID --tenant TENANT. Both are on the app registration’s Overview page in the Azure portal.',
    },
    import_found_nothing: {
      title: 'There’s nothing to import.',
      why: '{{file}} names neither a tenant and a client ID, nor a workspace.',
      next: 'Give a Python script with client_id and tenant_id, a .databrickscfg, or what “az account show” prints. Or type them: “entra-token profile add”.',
      next_window:
        'Paste a Python script with client_id and tenant_id, a .databrickscfg, or what “az account show” prints.',
    },
    import_not_text: {
      title: 'There’s nothing to import.',
      why: 'What was given isn’t text: it has NUL bytes.',
      next: 'Give a text file: a Python script, a .databrickscfg, or the output of “az account show”.',
    },
    import_too_long: {
      title: 'There’s nothing to import.',
      why: '{{file}} is longer than 256 KB; no script or configuration is.',
      next: 'Give the script or the .databrickscfg itself.',
    },
    import_authority_unknown: {
      title: '{{authority}} isn’t one of Microsoft’s sign-in authorities.',
      why: 'The text names it, but imported text can’t vouch for where you sign in. Nothing was saved.',
      next: 'If your organization runs this authority, name it yourself: --authority https://HOST. In the window, set up the profile by hand and choose “Another authority”.',
      next_window:
        'If your organization runs this authority, choose “Another authority” under “More options”.',
    },
    clipboard_busy: {
      title: 'Couldn’t copy to the clipboard.',
      why: 'Another program is keeping the clipboard open.',
      next: 'Try again. If the problem persists, close clipboard managers and remote desktop sessions.',
    },
    clipboard_needs_window: {
      title: 'Couldn’t copy to the clipboard.',
      why: 'This desktop accepts a copy only from the active window.',
      next: 'Copy from this window. To copy from anywhere, install wl-clipboard.',
    },
    login_item_refused: {
      title: 'Couldn’t change “Start when I log in”.',
      why: 'The system didn’t accept it ({{cause}}).',
      next: 'Allow the app among the login items or startup apps in the system’s settings. It has to be installed.',
    },
    folder_not_opened: {
      title: 'Couldn’t open the folder.',
      why: '{{folder}}: {{cause}}.',
      next: 'Open it yourself in the file manager.',
    },
    settings_newer: {
      title: 'The settings come from a newer version of this app.',
      why: '{{file}} has version {{found}}; this app supports version {{known}}.',
      next: 'Update this app. The file wasn’t changed.',
    },
    usage: {
      title: 'Invalid command line.',
      why: '{{complaint}}',
      next: 'Try: entra-token{{command}} --help',
    },
    keyring_locked: {
      title: 'The keyring is locked.',
      why: 'It holds the saved sign-in, and it wasn’t unlocked ({{cause}}). Nothing was changed.',
      next: 'Unlock the keyring (its password window, “Passwords and Keys”, or a new login to the desktop), then try again.',
    },
    home_unknown: {
      title: 'There’s no place for this app’s data.',
      why: 'HOME is not set, and the system knows no home folder for this user.',
      next: 'Set HOME, or name a folder of your own in ENTRA_TOKEN_HOME.',
    },
    data_folder_read_only: {
      title: 'This app’s folder is on a read-only file system.',
      why: 'Couldn’t write to {{path}}. Nothing was changed.',
      next: 'Make it writable, or name another folder in ENTRA_TOKEN_HOME and sign in there.',
    },
    data_folder_full: {
      title: 'There’s no space left for this app’s data.',
      why: 'Couldn’t write to {{path}}: the disk is full, or your quota is used up. Nothing was changed.',
      next: 'Free some space, then try again.',
    },
    data_folder_denied: {
      title: 'This app can’t access its folder.',
      why: 'The system denies access to {{path}}. It probably belongs to another user.',
      next: 'Check whose it is and what its permissions are, or name a folder of your own in ENTRA_TOKEN_HOME.',
    },
    data_folder_loose: {
      title: 'Everyone on this computer can change this app’s settings.',
      why: 'Anyone who can write to {{path}} decides where you sign in and where your tokens go, so it isn’t used.',
      next: 'Take the permission away: chmod go-w {{path, shell}}. If the folder is meant for all, such as /tmp, name one inside it in ENTRA_TOKEN_HOME; it will be made for you alone.',
    },
    data_folder_unusable: {
      title: 'This app’s folder can’t be used.',
      why: 'The system returned {{cause}} for {{path}}.',
      next: 'Check that it is a folder of yours and that its disk works, or name another one in ENTRA_TOKEN_HOME.',
    },
    keyring_unavailable: {
      title: 'The system keyring can’t be used.',
      why: 'It stores the sign-in encrypted, and it returned: {{cause}}.',
      next: 'On Linux install and unlock a keyring (gnome-keyring or KWallet with Secret Service) within a desktop session. Where there can be none, “entra-token login --allow-plaintext-cache” keeps the sign-in in a file that only you can read, without encryption; for a service principal, “profile add” and “profile set” have the same option.',
      next_window:
        'On Linux, install and unlock a keyring (gnome-keyring or KWallet with Secret Service) in a desktop session. Where there can be none, “entra-token login --allow-plaintext-cache” saves the sign-in unencrypted.',
    },
    keyring_timeout: {
      title: 'The system keyring isn’t responding.',
      why: 'It didn’t respond within {{seconds}} seconds. It may be locked and waiting for its password.',
      next: 'Unlock the keyring (look for its password window, or log out and in again), then try again.',
    },
    cache_busy: {
      title: 'The saved sign-in is in use.',
      why: 'Another process has held it for more than {{seconds}} seconds.',
      next: 'Try again. If the problem persists, close other “entra-token” processes.',
    },
    cancelled: {
      title: 'Canceled.',
      why: 'It was stopped before it finished.',
      next: 'Start it again whenever you like.',
    },
    unexpected: {
      title: 'Something unexpected went wrong.',
      why: 'The log has the details ({{cause}}).',
      next: 'Try again. If it happens again, report it with the log.',
    },
    command_not_found: {
      title: '{{command}}: command not found.',
      why: 'No program of this name is on the PATH.',
      next: 'Check its name. Everything after “--” is the command: “entra-token exec -- dbt run”.',
    },
    helpers_unsafe: {
      title: 'The folder {{path}} can be changed by others.',
      why: 'Whoever can change it could put programs there that would run as you.',
      next: 'Make it, and the folder that it lies in, writable for you alone: chmod -R go-w {{path, shell}}.',
    },
    helpers_path_unfit: {
      title: 'The folder {{path}} can’t be in PATH.',
      why: 'PATH separates folders with “{{separator}}”, which this folder’s path contains.',
      next: 'Set ENTRA_TOKEN_HOME to a folder without “{{separator}}” in its path.',
    },
    tool_edited: {
      title: 'A synced entry was changed by hand.',
      why: '{{place}} in {{file}} isn’t what this program wrote there, so it was left alone.',
      next: 'To keep your change, disconnect it (“entra-token connect TOOL --remove”). To have it synced again, remove the entry yourself.',
      next_window:
        'To keep your change, disconnect it under Connect tools. To have it synced again, remove the entry yourself.',
    },
    tool_gone: {
      title: 'A synced file was removed.',
      why: '{{file}} isn’t there any more, so {{place}} wasn’t written.',
      next: 'Disconnect it (“entra-token connect TOOL --remove”), or connect it again to have the file back.',
      next_window: 'Disconnect it under Connect tools; connect it again to have the file back.',
    },
    tool_input: {
      title: '“{{value}}” isn’t valid.',
      why: 'It can’t be used as {{field}}.',
      next: 'A name of letters, digits, and underscores that begins with a letter always works.',
    },
    credential_missing: {
      title: 'A credential is needed.',
      why: 'Profile “{{profile}}” is for a service principal, and no credential is saved for it on this computer.',
      next: 'Save a client secret with “entra-token profile set {{profile, shell}} --client-secret-stdin”, or a certificate with “entra-token profile set {{profile, shell}} --certificate PEM-FILE”.',
      next_window: 'Save a client secret or a certificate with the command below.',
    },
    certificate_expired: {
      title: 'The certificate has expired.',
      why: 'It was valid until {{day}}, and Microsoft Entra ID no longer accepts it.',
      next: 'Upload a new certificate to the app registration (Certificates & secrets > Certificates), then run “entra-token profile set {{profile, shell}} --certificate PEM-FILE”.',
      next_window:
        'Upload a new certificate to the app registration (Certificates & secrets > Certificates), then save it with the command below.',
    },
    sign_in_impossible: {
      title: 'There’s no one to sign in.',
      why: 'Profile “{{profile}}” is for a service principal, which gets its tokens with its own credential.',
      next: 'Nothing to do while the credential works. To change it, run “entra-token profile set {{profile, shell}} --client-secret-stdin”, or use --certificate PEM-FILE.',
      next_window: 'Nothing to do while the credential works.',
    },
    workspace_id_missing: {
      title: '{{host}} serves more than one workspace.',
      why: 'A regional or custom URL doesn’t say which workspace you mean. The workspace ID after “?o=” does, and it can’t be detected.',
      next: 'Open your workspace in the browser and copy the whole address, for example https://{{host}}/?o=1234567890123456.',
    },
    warehouse_unknown: {
      title: 'There’s no SQL warehouse “{{warehouse}}”.',
      why: 'SQL warehouses that you can use: {{known}}.',
      next: 'Give one of these names or IDs. If a name is listed twice, give the ID.',
    },
    profile_removed: {
      title: 'The profile that this command was started with was removed.',
      why: 'A program started by “entra-token exec”, or a shell set up by “entra-token env”, gets tokens for that profile only.',
      next: 'Start the program again, or run “entra-token env” again in a new terminal.',
    },
    profile_missing_here: {
      title: 'There’s no profile in {{folder}}.',
      why: 'ENTRA_TOKEN_HOME names this folder for the app’s data.',
      next: 'Check ENTRA_TOKEN_HOME. To add a profile there, sign in with your workspace’s address: “entra-token login https://adb-….azuredatabricks.net”.',
    },
    profile_field_invalid: {
      title: 'This profile isn’t valid.',
      why: '{{complaint}}',
      next: 'Correct it and try again.',
    },
    tool_not_connected: {
      title: '{{tool}} isn’t connected.',
      why: 'Connected files of profile “{{profile}}”: {{known}}.',
      next: '“entra-token connect” lists the tools and their state.',
    },
    tool_file_missing: {
      title: 'The file is missing.',
      why: 'You choose the file that this tool reads; there is no usual one.',
      next: 'Add --file with the file that your tool reads, such as --file .env.',
      next_window: 'Enter the path of the file that your tool reads, such as the .env of your project.',
    },
    tool_http_path_needed: {
      title: 'dbt needs an HTTP path.',
      why: 'It says which SQL warehouse or cluster runs dbt’s queries, such as /sql/1.0/warehouses/1a2b3c4d5e6f7a8b.',
      next: 'In the workspace, open the SQL warehouse or cluster, copy the HTTP path from Connection details, and give it with --http-path.',
      next_window:
        'In the workspace, open the SQL warehouse or cluster, and copy the HTTP path from Connection details.',
    },
    credential_refused: {
      title: 'Microsoft Entra ID rejected the credential.',
      why: 'It returned “{{cause}}”.',
      next: 'Save the right one: run “entra-token profile set {{profile, shell}} --client-secret-stdin”, or use --certificate PEM-FILE. If it’s right, send the correlation ID and the time to your administrator.',
    },
    tool_folder_missing: {
      title: 'The folder doesn’t exist.',
      why: '{{file}} would be in {{folder}}, which isn’t there.',
      next: 'Create the folder, or correct the path. Nothing was changed.',
    },
  },
  /** Wording only: decisions are made on error codes. Replaces `why` and `next` of the failure it comes with, and a `title` that would mislead. */
  aadsts: {
    '50011': {
      why: 'The app registration has no redirect URI “http://localhost”.',
      next: 'The owner of the app registration adds it: Authentication > Add a platform > Mobile and desktop applications > http://localhost.',
    },
    '50020': {
      why: 'This account doesn’t belong to the tenant.',
      next: 'Sign in with an account of the workspace’s tenant, or have an administrator invite this one as a guest.',
    },
    '50034': {
      why: 'This account doesn’t exist in the tenant.',
      next: 'Check the user name, and that the profile’s tenant is the workspace’s.',
    },
    '50053': {
      why: 'The account is locked after too many attempts, or the sign-in came from an address that is blocked.',
      next: 'Wait a while, then try again; your administrator can unlock it.',
    },
    '50055': {
      why: 'The password has expired.',
      next: 'Run “entra-token login --profile {{profile, shell}}”, or click “Sign in” in the tray menu, and change it in the browser.',
      next_window: 'Sign in again and change it in the browser.',
    },
    '50057': { why: 'The account is disabled.', next: 'Ask your administrator to enable it.' },
    '50059': {
      why: 'The request names no tenant.',
      next: 'Correct the profile’s tenant: “entra-token profile set {{profile, shell}} --tenant TENANT”.',
      next_window: 'Correct the profile’s tenant.',
    },
    '50072': {
      why: 'Multifactor authentication has to be set up for this account first.',
      next: 'Run “entra-token login --profile {{profile, shell}}”, or click “Sign in” in the tray menu, and follow the steps in the browser.',
      next_window: 'Sign in again.',
    },
    '50074': {
      why: 'Multifactor authentication is required.',
      next: 'Run “entra-token login --profile {{profile, shell}}”, or click “Sign in” in the tray menu; the browser asks for the second factor.',
      next_window: 'Sign in again.',
    },
    '50076': {
      why: 'Multifactor authentication is required.',
      next: 'Run “entra-token login --profile {{profile, shell}}”, or click “Sign in” in the tray menu; the browser asks for the second factor.',
      next_window: 'Sign in again.',
    },
    '50078': {
      why: 'The multifactor authentication has expired.',
      next: 'Run “entra-token login --profile {{profile, shell}}”, or click “Sign in” in the tray menu; the browser asks for the second factor.',
      next_window: 'Sign in again.',
    },
    '50079': {
      why: 'Multifactor authentication has to be set up for this account first.',
      next: 'Run “entra-token login --profile {{profile, shell}}”, or click “Sign in” in the tray menu, and follow the steps in the browser.',
      next_window: 'Sign in again.',
    },
    '50105': {
      why: 'You’re not assigned to this app.',
      next: 'An administrator adds you: Enterprise applications > the app > Users and groups.',
    },
    '50126': { why: 'The user name or the password is wrong.', next: 'Check both and try again.' },
    '50173': {
      why: 'The sign-in was revoked, as happens after a password change.',
      next: 'Sign in again: run “entra-token login --profile {{profile, shell}}”, or click “Sign in” in the tray menu.',
      next_window: 'Sign in again.',
    },
    '50196': {
      why: 'Microsoft Entra ID saw the same request too often and stopped it.',
      next: 'Wait a few minutes, then sign in again: “entra-token login --profile {{profile, shell}}”. If it comes back, report it with the correlation ID.',
      next_window:
        'Wait a few minutes, then sign in again. If it comes back, report it with the correlation ID.',
    },
    '53000': {
      why: 'Your organization requires a compliant device.',
      next: 'Enroll this device (Company Portal), or ask your administrator.',
    },
    '53001': {
      why: 'Your organization requires a domain-joined device.',
      next: 'Use a joined device, or ask your administrator.',
    },
    '53003': {
      title: 'A Conditional Access policy blocks this sign-in.',
      why: 'Your organization decides where, how and on which devices people may sign in. Signing in again won’t help.',
      next: 'Ask your administrator which policy; give them the correlation ID and the time.',
    },
    '65001': {
      why: 'No one has consented to this app accessing Azure Databricks on your behalf.',
      next: 'Run “entra-token login --profile {{profile, shell}}”, or click “Sign in” in the tray menu, and accept in the browser. Or ask an administrator to grant consent.',
      next_window: 'Sign in and accept in the browser, or ask an administrator to grant consent.',
    },
    '65002': {
      why: 'Microsoft’s Azure CLI app isn’t allowed for Azure Databricks in your tenant.',
      next: 'Use the client ID of an app registration of your own: “entra-token profile set {{profile, shell}} --client-id CLIENT_ID”.',
      next_window: 'Use an app registration of your organization.',
    },
    '65004': {
      title: 'Sign-in was canceled or consent declined.',
      why: 'The sign-in page was left without accepting.',
      next: 'Run “entra-token login --profile {{profile, shell}}”, or click “Sign in” in the tray menu, and accept.',
      next_window: 'Sign in again, and accept.',
    },
    '70043': {
      why: 'Your organization’s sign-in frequency policy requires you to sign in again.',
      next: 'Sign in again: run “entra-token login --profile {{profile, shell}}”, or click “Sign in” in the tray menu.',
      next_window: 'Sign in again.',
    },
    '90002': {
      why: 'There’s no such tenant.',
      next: 'Correct the profile’s tenant or cloud: “entra-token profile set {{profile, shell}} --tenant TENANT”. The Directory (tenant) ID is on the app registration’s Overview page.',
      next_window:
        'Correct the profile’s tenant or cloud. The Directory (tenant) ID is on the app registration’s Overview page.',
    },
    '90023': {
      why: 'Microsoft Entra ID didn’t accept the sign-in request.',
      next: 'Check the profile’s tenant and client ID. If both are right, send the correlation ID and the time to your administrator.',
    },
    '90033': {
      why: 'The service is temporarily busy.',
      next: 'Try again in a minute. The tray app retries automatically.',
    },
    '90055': {
      why: 'The service is temporarily busy.',
      next: 'Try again in a minute. The tray app retries automatically.',
    },
    '90094': {
      why: 'This app needs admin consent.',
      next: 'Ask an administrator to grant consent in the app registration’s API permissions.',
    },
    '90095': {
      why: 'This app needs admin consent.',
      next: 'Send the request that the page offers, or ask an administrator.',
    },
    '500011': {
      why: 'This tenant doesn’t know Azure Databricks.',
      next: 'Check that the profile’s tenant is the workspace’s own. An administrator may have to add the AzureDatabricks enterprise application.',
    },
    '530084': {
      why: 'Your organization requires token protection, which a browser sign-in can’t have.',
      next: 'Ask your administrator to exclude Azure Databricks from the token protection policy for this app.',
    },
    '650057': {
      why: 'The app registration lacks the permission for Azure Databricks.',
      next: 'Its owner adds it: API permissions > Add a permission > APIs my organization uses > AzureDatabricks > user_impersonation.',
    },
    '700016': {
      why: 'The app registration (client ID) doesn’t exist in this tenant.',
      next: 'Check both IDs on the app registration’s Overview page, then correct the profile: “entra-token profile set {{profile, shell}} --tenant TENANT --client-id CLIENT_ID”.',
      next_window: 'Check both IDs on the app registration’s Overview page, then correct the profile.',
    },
    '700082': {
      why: 'The saved sign-in expired because it wasn’t used for too long.',
      next: 'Sign in again: run “entra-token login --profile {{profile, shell}}”, or click “Sign in” in the tray menu.',
      next_window: 'Sign in again.',
    },
    '900021': {
      why: 'The tenant isn’t a valid ID or domain name.',
      next: 'Correct the profile’s tenant: “entra-token profile set {{profile, shell}} --tenant TENANT”.',
      next_window: 'Correct the profile’s tenant.',
    },
    '900023': {
      why: 'The tenant isn’t a valid ID or domain name.',
      next: 'Correct the profile’s tenant: “entra-token profile set {{profile, shell}} --tenant TENANT”.',
      next_window: 'Correct the profile’s tenant.',
    },
    '7000218': {
      why: 'The app registration isn’t set up as a public client.',
      next: 'Its owner moves the redirect URI http://localhost from “Web” to “Mobile and desktop applications” (Authentication).',
    },
    '9002327': {
      why: 'The app registration has its redirect URI as “Single-page application”.',
      next: 'Its owner moves http://localhost from “Single-page application” to “Mobile and desktop applications” (Authentication).',
    },
    '700024': {
      why: 'Microsoft Entra ID finds the certificate’s signature outside its valid time range: this computer’s clock is probably wrong.',
      next: 'Set the clock, then run “entra-token login --profile {{profile, shell}}”.',
      next_window: 'Set the clock, then refresh the token.',
    },
    '700027': {
      why: 'Microsoft Entra ID doesn’t accept the certificate: it isn’t registered with the app, or no longer is.',
      next: 'Upload it to the app registration (Certificates & secrets > Certificates), or save the right one with “entra-token profile set {{profile, shell}} --certificate PEM-FILE”.',
      next_window:
        'Upload it to the app registration (Certificates & secrets > Certificates), or save the right one with the command below.',
    },
    '7000215': {
      why: 'The client secret is wrong.',
      next: 'In the app registration (Certificates & secrets), copy the secret’s value, not its ID. The value is only shown once: create a new secret if you don’t have it. Then run “entra-token profile set {{profile, shell}} --client-secret-stdin”.',
      next_window:
        'In the app registration (Certificates & secrets), copy the secret’s value, not its ID. The value is only shown once: create a new secret if you don’t have it. Then save it with the command below.',
    },
    '7000222': {
      why: 'The client secret has expired.',
      next: 'Create a new one in the app registration (Certificates & secrets), then run “entra-token profile set {{profile, shell}} --client-secret-stdin”.',
      next_window:
        'Create a new one in the app registration (Certificates & secrets), then save it with the command below.',
    },
  },
  /** Who can do something about it. */
  helper: {
    admin: 'Your administrator can fix this.',
    nobody: 'No action needed. This resolves on its own.',
  },
  helpDesk: {
    label: 'For the help desk',
    number: 'Error code',
    correlationId: 'Correlation ID',
    time: 'Time',
    tenant: 'Tenant',
    clientId: 'Client ID',
    consent: 'Admin consent link',
    details: 'Message from Entra',
  },
  profileField: {
    tenantId: 'Tenant',
    clientId: 'Client ID',
    workspaceUrl: 'Workspace',
    workspaceResourceId: 'Resource ID',
  },
  profileComplaint: {
    name: 'The name needs 1 to 64 characters, without line breaks.',
    tenantId:
      'The tenant must be a GUID or a domain such as contoso.onmicrosoft.com; “common” and “organizations” don’t work because Databricks needs the workspace’s own tenant.',
    clientId: 'The client ID must be a GUID such as 12a34b56-789c-0d12-e3fa-b456789c0123.',
    cloud:
      'The cloud must be {{clouds, list(type:disjunction)}}, or an authority given as https://HOST, without a path.',
    workspaceUrl:
      'The workspace must be an address such as https://adb-1234567890123456.7.azuredatabricks.net. Of what follows the host, only a workspace ID (?o=…) is used.',
    workspaceResourceId:
      'The resource ID must look like /subscriptions/GUID/resourceGroups/GROUP/providers/Microsoft.Databricks/workspaces/NAME, or SUBSCRIPTION/GROUP/NAME.',
  },
  tokensGoTo: {
    host: 'Tokens for this profile go to {{host}}.',
    notYet: 'No tokens go to {{host}} until it confirms that it signs in with {{authority}}.',
  },
  imported: {
    skipped: 'Skipped section {{section}}: {{title}}',
    secretIgnored:
      'It also holds a password or token. Not imported. Once this works, you can remove it from the file.',
    azureCliClient:
      'The client ID is the Azure CLI’s own: you sign in through Microsoft’s public client, and the sign-in page says “Microsoft Azure CLI”.',
  },
  state: {
    signedOut: 'Signed out',
    signingIn: 'Signing in…',
    fresh: 'Signed in',
    expiring: 'Expires soon',
    refreshing: 'Refreshing…',
    offline: 'Offline: token still valid',
    expired: 'Expired',
    signInRequired: 'Sign-in needed',
    none: 'No profile yet',
    credentialRequired: 'Credential needed',
  },
  notice: {
    settings_set_aside:
      'The settings file couldn’t be read ({{reason}}). It was kept as {{file}}, and the defaults are in use.',
    settings_ignored:
      'The changed settings file can’t be read ({{reason}}). The current settings stay in use until it can.',
    workspace_unconfirmed:
      'The profile was saved, but its workspace couldn’t confirm the tenant. {{title}} {{why}}',
    tool_failed: '{{title}} {{why}} {{next}}',
    action_failed: '{{title}} {{why}} {{next}}',
    cache_set_aside: {
      person:
        'The saved sign-in for profile “{{profile}}” couldn’t be read and was set aside ({{place}}). Sign in again.',
      servicePrincipal:
        'The saved credential for profile “{{profile}}” couldn’t be read and was set aside ({{place}}). Save it again: run “entra-token profile set {{profile, shell}} --client-secret-stdin”, or use --certificate PEM-FILE.',
    },
    cache_lost: {
      person:
        'Signed out: the sign-in for profile “{{profile}}” is no longer in the keyring. Sign in again. If an earlier version of this app saved it, this version can’t see it: in “Passwords and Keys”, delete the old item ({{place}}).',
      servicePrincipal:
        'The credential for profile “{{profile}}” is no longer in the keyring ({{place}}). Save it again: run “entra-token profile set {{profile, shell}} --client-secret-stdin”, or use --certificate PEM-FILE.',
    },
    cache_unsaved:
      '{{title}} A new token for profile “{{profile}}” is used all the same, and kept in memory until it can be saved.',
    notifications_refused:
      'The system doesn’t show notifications from this app ({{reason}}). The tray icon’s tooltip has what they would say. To see them, allow them in the system’s settings.',
    data_folder_shared:
      'Others can change the contents of {{path}}: it belongs to another user, or others can write to it. Anyone who can do that decides which settings apply: where you sign in next, and where your tokens go. To keep it to yourself: chmod go-w {{path, shell}}, or another folder in ENTRA_TOKEN_HOME.',
  },
  tray: {
    tooltipToken: '{{profile}} · {{minutes}} min left · until {{time}}',
    tooltipState: '{{profile}} · {{state}}',
    copy: 'Copy token',
    copyMinutes: 'Copy token ({{minutes}} min left)',
    signIn: 'Sign in…',
    cancelSignIn: 'Cancel sign-in',
    signInEarly: 'Sign in again now…',
    signOut: 'Sign out',
    refresh: 'Refresh now',
    open: 'Open {{app}}',
    quit: 'Quit',
    profiles: 'Profile',
    copyAs: 'Copy as',
    endpoint: 'Local token endpoint',
    settings: 'Settings…',
    minutes: '{{minutes}} min',
  },
  cloud: {
    public: 'Azure (public)',
    usgov: 'Azure US Government',
    china: 'Azure China',
  },
  copyFormat: {
    raw: 'Token',
    bearer: 'Bearer header value',
    bash: 'Shell variables (bash, zsh)',
    powershell: 'PowerShell variables',
    cmd: 'Command Prompt variables',
    dotenv: '.env lines',
    json: 'JSON (Azure CLI format)',
    databrickscfg: '.databrickscfg section',
    curl: 'curl command',
    jdbc: 'JDBC URL',
  },
  notify: {
    copied: { title: 'Token copied', body: '{{minutes}} min left, until {{time}}' },
    copiedShort: {
      title: 'Token copied, but couldn’t be refreshed',
      body: 'Only {{minutes}} min left. {{why}}',
    },
    signInNeeded: { title: 'Sign-in needed', body: '{{why}} Click to sign in.' },
    expiresSoon: {
      title: 'The token expires in {{minutes}} min',
      body: 'Couldn’t refresh: {{why}} Retrying automatically.',
    },
    backToNormal: {
      title: 'Token refresh is working again',
      body: 'The token was refreshed: {{minutes}} min left.',
    },
    signInSoon: {
      title: 'You’ll need to sign in again at {{time}}',
      body: 'Click to sign in now instead.',
    },
    credentialNeeded: {
      title: 'Credential needed',
      body: '{{why}} Click for details.',
    },
    certificateEnds: {
      title: 'The certificate expires on {{date}}',
      body: 'Profile “{{profile}}” gets no new tokens after that. Save a new certificate before then.',
    },
  },
  verify: {
    workspace: 'Workspace',
    user: 'User',
    groups: 'Groups',
    none: 'none',
    roundTrip: 'Latency',
    clock: 'Clock',
    clockRight: 'in sync',
    clockBehind: '{{seconds}} s behind',
    clockAhead: '{{seconds}} s ahead',
    clusters: 'Clusters',
    ask: 'Test connection',
    asking: 'Contacting the workspace…',
    workspaceId: 'Workspace ID',
    warehouses: 'SQL warehouses',
    httpPath: 'HTTP path',
  },
  cli: {
    warning: 'warning',
    why: 'Why',
    who: 'Who',
    next: 'Next',
    signedIn: 'Signed in as {{username}}; token valid until {{time}} ({{minutes}} min).',
    notSignedOut:
      'Profile “{{profile}}” is still signed in: its saved sign-in ({{place}}) couldn’t be deleted.',
    signedOut: 'Signed out. The saved sign-in for profile “{{profile}}” was removed from this computer.',
    plaintextCache: 'The sign-in is saved unencrypted in a file that only you can read, as you allowed.',
    openLink: 'Open this link to sign in: {{link}}',
    ifNoPage: 'If no page has opened, open this link to sign in: {{link}}',
    forwardPort:
      'With the browser on another computer, first run there: ssh -L {{port}}:localhost:{{port}} THIS-HOST',
    orDeviceCode: 'No port forwarding? Press Ctrl+C and run “entra-token login --device-code”.',
    checksKept:
      'NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are checked all the same. A CA of your own belongs in NODE_EXTRA_CA_CERTS.',
    waitingForBrowser: 'Waiting for your browser… (Ctrl+C cancels)',
    deviceCode:
      'On any device, open {{uri}} and enter the code: {{code}}\nWaiting until {{time}}… (Ctrl+C cancels)',
    oneWay: 'Specify only one of --no-browser, --device-code, --username and --refresh-token-stdin.',
    oneAccount: 'Specify only one of --select-account, --login-hint and --username.',
    passwordOfWhom: '--password-stdin needs --username.',
    passwordEmpty: 'The password is empty.',
    passwordFromWhere: 'There is no terminal to ask for the password: pipe it in, with --password-stdin.',
    passwordPrompt: 'Password for {{username}}: ',
    stdinEmpty: 'Standard input is empty.',
    stdinNotText: 'Standard input isn’t text in UTF-8, so it wasn’t sent. Pipe it in as UTF-8.',
    stdinNoToken:
      'Standard input isn’t a refresh token: it has spaces, line breaks, or other characters that a token can’t have.',
    stdinTooLong: 'Standard input is too long.',
    tokenShort: '{{left}}; couldn’t get a new token: {{title}} {{why}}',
    clientIdMissing:
      'Missing client ID. Give --client-id ID; where you may not register an app, --public-client.',
    clientIdTwice: 'Specify --client-id or --public-client, not both.',
    whereMissing: 'Missing workspace. Give --workspace URL, or --tenant TENANT.',
    cloudTwice: 'Specify --cloud or --authority, not both.',
    publicClient:
      'Signs in with Microsoft’s public client, the Azure CLI’s: the page will read “Microsoft Azure CLI”, and this sign-in reaches more than Databricks. For an app registration of your own: --client-id ID.',
    nothingToChange: 'Nothing to change.',
    profileNotRemoved:
      'Profile “{{profile}}” wasn’t removed: its saved sign-in ({{place}}) couldn’t be deleted.',
    profileRemoved: 'Profile “{{profile}}” removed, and its account signed out.',
    imported: 'Found in {{file}}:',
    statusProfile: 'Profile',
    statusWorkspace: 'Workspace',
    statusState: 'State',
    statusAccount: 'Account',
    statusTenant: 'Tenant',
    statusToken: 'Token',
    statusTokenLeft: '{{left}}, until {{time}}',
    statusRefresh: 'Refresh',
    statusRefreshAfter: 'after {{time}}',
    statusSignIn: 'Sign-in',
    statusSignInAfter: 'asked for again after {{time}}',
    statusLastUse: 'Last use',
    statusLastUseBy: 'by {{program}} at {{time}}',
    statusCache: 'Storage',
    serving:
      'Serving tokens on 127.0.0.1. Anyone who knows an address above can get a token. (Press Ctrl+C to stop)',
    served: '{{profile}}: {{state}}',
    commander: {
      unknownOption: 'Unknown option: {{term}}.',
      unknownCommand: 'Unknown command: {{term}}.',
      didYouMean: 'Did you mean {{suggestion}}?',
      missingArgument: 'Missing argument: {{term}}.',
      optionMissingArgument: '{{term}} needs a value.',
      missingMandatoryOptionValue: 'Missing option: {{term}}.',
      invalidArgument: '“{{value}}” is not valid for {{term}}.',
      choices: 'It can be {{choices}}.',
      excessArguments: 'There are too many arguments.',
      other: 'Part of it wasn’t understood.',
      unknown: {
        tool: '“{{value}}” isn’t a tool that can be connected.',
        shell: '“{{value}}” isn’t a supported shell.',
      },
    },
    minutesInvalid: 'It must be a whole number of minutes from 0 to 1440.',
    noTargets: 'No files are synced yet. See “entra-token target add --help”.',
    fileNotFound: 'File not found: {{file}}',
    fileUnreadable: 'Couldn’t read {{file}}: {{cause}}.',
    readingStdin: 'Reading from standard input; type or paste it here, then press Enter and {{keys}}.',
    syncing: 'Syncing while the tray app or “entra-token serve” runs.',
    keyInvalid: '“{{key}}” isn’t a valid variable name.',
    sectionInvalid: '“{{section}}” isn’t a valid section name.',
    toolAdded: 'Now syncing: {{target}}',
    toolEmpty: 'Nothing has been written yet: it’s filled with the next token.',
    toolWaits:
      'It’s filled once a local endpoint runs: turn it on in the tray menu, or run “entra-token serve”.',
    toolRemoved: 'Removed; no longer syncing: {{target}}',
    profileAdded: 'Profile “{{profile}}” added. Sign in with: entra-token login --profile {{profile, shell}}',
    profileChanged: 'Profile “{{profile}}” changed.',
    signInAgain:
      'Its sign-in settings changed, so its account was signed out. Sign in with: entra-token login --profile {{profile, shell}}',
    foundByWorkspace: 'Detected tenant {{tenant}}, authority {{authority}}.',
    ignored: 'ignored variable: {{variable}}',
    profileArgument:
      'The Databricks profile “{{profile}}” among the command’s arguments takes precedence over this sign-in. Leave it out to use this one.',
    bundleProfile:
      '{{file}} names the Databricks profile “{{profile}}” (workspace.profile), which takes precedence over this sign-in for the Databricks CLI.',
    withoutHelpers: 'The helpers az, azd and databricks are missing. {{title}}',
    noRealCommand:
      'entra-token answers only what SDKs ask about Azure Databricks; for anything else there is no {{command}} on the PATH.',
    noWayForEnv: 'There is nothing to print: no endpoint is running, and the helpers are missing.',
    toolLeft: 'No longer syncing: {{target}}. It was changed by hand, so it was left as it is.',
    toolWasGone: 'No longer syncing: {{target}}. It was gone already.',
    dbtConnected: 'Connected: {{target}}. Run: entra-token exec -- dbt run --profile {{entry, shell}}',
    shellHint:
      'Run this in a shell. Programs started there that ask the Azure CLI for a token then get this profile’s:',
    shellNothing: 'No file was changed for it: it ends with the shell.',
    warehouseNeedsJdbc: '--warehouse only works with --format jdbc.',
    or: 'Or',
    ownApp:
      'Use your organization’s app registration: “entra-token profile set {{profile, shell}} --client-id CLIENT_ID”, then sign in again. How to register one: {{guide}}',
    profileNew: 'Profile “{{profile}}” added.',
    otherProfile:
      'Profile “{{profile}}” is for another workspace, app, tenant, or authority. Give a new name with --profile, or change it with “entra-token profile set”.',
    checking: 'Checking…',
    tokenNext: 'Print the token with: entra-token token',
    onlyWithUrl: '--client-id, --tenant and --authority need a workspace URL.',
    noProfileYet:
      'There’s no profile yet. Paste your workspace’s address from the browser, such as https://adb-1234567890123456.7.azuredatabricks.net.',
    workspacePrompt: 'Workspace URL:',
    onlyLeft: 'only {{minutes}} min left',
    wasSignedOut: 'No sign-in was saved for profile “{{profile}}”.',
    defaultProfile: 'Default profile: “{{profile}}”.',
    profileOnlyRemoved: 'Profile “{{profile}}” removed.',
    importNameTaken: 'Profile “{{profile}}” already exists. Give this one another name: --name NAME.',
    /** Where the system tells whose a connection is. */
    servingOwn: 'Serving tokens on 127.0.0.1 to programs that run as you or as root. (Press Ctrl+C to stop)',
    servedNobody: '{{profile}}: signed out. Sign in with: entra-token login --profile {{profile, shell}}',
    toolMissing: 'Missing tool: name the one to disconnect. It can be {{choices}}.',
    toolWriting: 'Writing {{what}} to {{file}}…',
    withoutWorkspace:
      'It has no workspace yet. Set it with: entra-token profile set {{profile, shell}} --workspace URL',
  },
  doctor: {
    level: {
      ok: 'ok',
      skipped: 'skipped',
      warning: 'warning',
      error: 'error',
    },
    check: {
      settings: 'Settings',
      profile: 'Profile',
      keyring: 'Keyring',
      signIn: 'Sign-in',
      proxy: 'Proxy',
      network: 'Network',
      tls: 'TLS',
      clock: 'Clock',
      tenant: 'Tenant',
      workspace: 'Workspace',
      endpoint: 'Endpoint',
      files: 'Connected files',
      variables: 'Variables',
    },
    fine: {
      settings: 'The data folder and the settings can be used.',
      profile: 'Cloud: {{cloud}}. Number of profiles: {{count}}.',
      keyring: 'Saving, reading, and deleting work.',
      signIn: 'Signed in; the token lasts {{minutes}} min.',
      noProxy: 'No proxy is set.',
      proxy: 'Set by {{variable}}.',
      network: 'Microsoft Entra ID responds.',
      tls: 'The certificate comes from a public CA.',
      clock: 'In sync.',
      tenant: 'Microsoft Entra ID knows the tenant.',
      workspace: 'It responds, and belongs to the profile’s tenant. Try your token with: entra-token verify',
      noWorkspace: 'The profile has no workspace.',
      endpointOn: 'Running.',
      endpointOff: 'Off.',
      noFiles: 'None.',
      files: 'Up to date: {{count}}.',
      variables: 'Nothing overrides this sign-in.',
    },
    skipped: 'Not checked: something that it depends on failed.',
    redacted:
      'This report names no people, profiles, tenants, or files, and no hosts but Microsoft’s; it holds no secret. You can share it.',
    warning: {
      settingsBroken: {
        found: 'settings.json can’t be read.',
        fix: 'Fix it, or move it away and add your profiles again. The next command sets it aside under a dated name.',
      },
      folderShared: {
        found: 'Another user or a group can change the data folder.',
        fix: 'Give it to yourself alone: chmod 700 on the folder, and chmod go-w on the one around it.',
      },
      plaintextCache: {
        found: 'The sign-in is saved unencrypted, as you allowed.',
        fix: 'For the keyring, set “allowPlaintextCache” to false in settings.json, and sign in again.',
      },
      loopbackProxied: {
        found: 'Older SDKs ask the proxy for the local endpoint.',
        fix: 'Add 127.0.0.1 and localhost to NO_PROXY.',
      },
      checksKept: {
        found:
          'NODE_TLS_REJECT_UNAUTHORIZED=0 is set. It’s ignored here, but other programs stop checking certificates.',
        fix: 'Unset it, and name your company’s CA in NODE_EXTRA_CA_CERTS.',
      },
      caFileUnreadable: {
        found: 'The file that NODE_EXTRA_CA_CERTS names can’t be read.',
        fix: 'Correct the variable, or unset it.',
      },
      privateCa: {
        found:
          'The certificate comes from a private CA, as with a proxy that inspects TLS. It’s trusted here.',
        fix: 'If other tools refuse it, give them the CA as well: NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, SSL_CERT_FILE.',
      },
      clockAhead: {
        found: 'This computer’s clock is {{seconds}} s ahead.',
        fix: 'Turn on automatic time in the system’s settings.',
      },
      clockBehind: {
        found: 'This computer’s clock is {{seconds}} s behind.',
        fix: 'Turn on automatic time in the system’s settings.',
      },
      endpointElsewhere: {
        found: 'It’s running, but doesn’t serve this profile.',
        fix: 'Stop “entra-token serve --profile” and serve all profiles, or use the tray app.',
      },
      endpointDead: {
        found: 'endpoint.json names an endpoint that doesn’t respond.',
        fix: 'Start the tray app or “entra-token serve”.',
      },
      endpointNotRunning: {
        found: 'It’s turned on, but the tray app isn’t running.',
        fix: 'Start the tray app, or run “entra-token serve”.',
      },
      fileMissing: {
        found: 'File {{number}} ({{kind}}) is gone.',
        fix: 'Find its name with “entra-token connect”, then add it again or remove it.',
      },
      fileUnreadable: {
        found: 'File {{number}} ({{kind}}) can’t be read.',
        fix: 'Find its name with “entra-token connect”, and check its permissions.',
      },
      fileNotCurrent: {
        found: 'File {{number}} ({{kind}}) holds no token or endpoint that works now.',
        fix: 'Start the tray app, or run “entra-token serve”.',
      },
      fileEdited: {
        found: 'File {{number}} ({{kind}}) was edited by hand.',
        fix: 'Find its name with “entra-token connect”, then undo the edit, or remove the connection.',
      },
      variable: {
        found: '{{variable}} is set: tools might use it instead of this sign-in.',
        fix: 'Unset it, or start the tool with “entra-token exec --”.',
      },
      azureVariable: {
        found: '{{variable}} is set: SDKs without an authentication type might sign in with it.',
        fix: 'Unset it, or set DATABRICKS_AUTH_TYPE as “entra-token exec --” does.',
      },
      configDefaultProfile: {
        found: '.databrickscfg chooses a default profile for the Databricks CLI that isn’t this program’s.',
        fix: 'Name the profile with --profile, or choose another with “databricks auth switch”.',
      },
      configDefaultSection: {
        found: '.databrickscfg has a [DEFAULT] section, which tools use when no profile is named.',
        fix: 'Name the profile in the tool, or start it with “entra-token exec --”.',
      },
    },
    placeholder: {
      profile: 'PROFILE',
      host: 'HOST',
      service: 'SERVICE',
      authority: 'AUTHORITY',
      path: 'FOLDER',
      file: 'FILE',
      tenant: 'TENANT',
    },
    causeLeftOut: 'a message that this report leaves out; “entra-token login” shows it',
  },
  window: {
    title: 'Entra Token Tray',
    tenant: 'Tenant',
    until: 'until {{time}}',
    since: 'since {{time}}',
    refreshesAt: 'refreshes at {{time}}',
    nextTry: 'next try in {{time}}',
    seconds: '{{seconds}} s',
    left: '{{minutes}} min left',
    underMinute: 'less than 1 min left',
    worksUntil: 'The current token works until {{time}}.',
    copy: 'Copy token',
    copied: 'Copied · {{minutes}} min left',
    copiedShort: 'Copied · only {{minutes}} min left',
    copyThis: 'Copy',
    copiedThis: 'Copied',
    refresh: 'Refresh',
    retry: 'Retry now',
    openWorkspace: 'Open workspace',
    signIn: 'Sign in',
    signInAndConsent: 'Sign in and consent',
    signInDue: 'You’ll need to sign in again at {{time}}',
    signInNow: 'Sign in now instead',
    signOutOf: 'Sign out of {{profile}}',
    signedOutHint: 'Sign in once a day; the token is then refreshed automatically.',
    cancel: 'Cancel',
    dismiss: 'Dismiss',
    back: 'Back',
    details: 'Details',
    copyDetails: 'Copy for the help desk',
    removeProfile: 'Remove profile…',
    removeProfileReally: 'Confirm removal',
    /** The next step where the profile has to be changed. */
    steps: {
      profile: 'Edit profile',
      ownApp: 'Use my organization’s app',
    },
    signingIn: {
      asking: 'Contacting Microsoft Entra ID…',
      browser: 'Waiting for your browser',
      browserHint:
        'Complete the sign-in on the page that opened. Come back here when it says you can close it.',
      deviceCode: 'On any device, go to this page and enter the code',
      codeBlocked: 'Many organizations block device codes. If the page refuses, sign in with the browser.',
      waiting: 'Waiting · {{time}}',
      expires: 'Expires in {{time}}',
      reopen: 'Reopen sign-in page',
      copyLink: 'Copy link',
      copyLinkHint: 'For another browser or browser profile',
      useCode: 'Use a code on another device',
      openPage: 'Open page',
      copyCode: 'Copy code',
    },
    ways: {
      title: 'Sign-in options',
      browser: 'Sign in with the browser',
      someoneElse: 'Use another account',
      deviceCode: 'Use a device code',
      refreshToken: 'Refresh token from another app',
      refreshTokenHint: 'Imports the sign-in of a script with the same client ID. It won’t be shown again.',
      takeOver: 'Import',
      allowPassword: 'Allow user name and password for this profile',
      passwordWarning:
        'Microsoft doesn’t recommend it. It doesn’t work with multifactor authentication or federated accounts. The password is sent to Microsoft Entra ID and never stored.',
      username: 'User name',
      password: 'Password',
      signInByPassword: 'Sign in with password',
    },
    import: {
      title: 'Import from a script or config file',
      label: 'Paste a Python MSAL script, a .databrickscfg, or the output of “az account show”',
      read: 'Import',
      found: 'Found. Check the fields below.',
      nothing:
        'It has no tenant, client ID, or workspace. Paste a script with client_id and tenant_id, a .databrickscfg, or the output of “az account show”.',
    },
    setup: {
      title: 'Which workspace do you use?',
      intro: 'Paste its address from the browser. Your tenant and cloud are detected from it.',
      checking: 'Checking the address…',
      signInWith: 'Sign in with',
      azureCli: 'Microsoft’s Azure CLI app',
      azureCliHint:
        'Nothing to register. The page will read “Microsoft Azure CLI”, and this sign-in reaches more than Databricks.',
      ownApp: 'My organization’s app registration',
      ownAppHint: 'I have an application (client) ID.',
      continue: 'Continue to sign-in',
      more: 'More options',
      name: 'Name',
      namePlaceholder: 'My workspace',
      workspaceUrl: 'Workspace URL',
      clientId: 'Application (client) ID',
      tenantId: 'Directory (tenant) ID',
      tenantIdHint: 'Optional. Detected from the workspace URL.',
      workspaceResourceId: 'Azure resource ID of the workspace',
      cloud: 'Cloud',
      clouds: {
        found: 'Detect from workspace',
        other: 'Another authority',
      },
      authority: 'Authority',
      save: 'Save',
    },
    connect: {
      title: 'Connect tools',
      intro: 'Fresh tokens without copy and paste',
      connect: 'Connect',
      disconnect: 'Disconnect',
      commands: 'Other commands',
      syncing: 'Synced while this app or “entra-token serve” runs.',
      endpoint: 'Local endpoint',
      endpointFailed: 'The local endpoint isn’t running',
      serve: 'Serve tokens on this computer',
      serveMeans: 'For the Databricks SDKs and CLI. Only programs that know its secret address get a token.',
      neverUsed: 'not used yet',
      lastUsed: 'last used {{time}}',
      copyVariables: 'Copy as .env lines',
      copySection: 'Copy as .databrickscfg section',
      turnsOn: 'Also turns on the local endpoint.',
      left: 'It was changed by hand, so it was left as it is.',
      files: {},
    },
    guide: {
      title: 'Register an app',
      open: 'How to register an app',
      intro: 'One registration serves a whole team. Ask whether there is one before you create another.',
      portal: 'Open the Azure portal of your cloud. If you have several tenants, switch to your workspace’s.',
      newRegistration: 'Microsoft Entra ID > App registrations > New registration.',
      name: 'Name: what people see when they sign in, such as',
      accountTypes:
        'Supported account types: Accounts in this organizational directory only (Single tenant).',
      redirectUri: 'Redirect URI: platform Public client/native (mobile & desktop), value',
      register: 'Register.',
      ids: 'From the Overview page, copy the Application (client) ID and the Directory (tenant) ID.',
      permission:
        'API permissions > Add a permission > APIs my organization uses. Select user_impersonation of',
      consent:
        'Grant admin consent if you’re allowed to. Otherwise each person consents at the first sign-in, or an administrator does it for everyone.',
    },
    claims: {
      title: 'Token details',
      groups: {
        who: 'Identity',
        access: 'Access',
        time: 'Lifetime',
        signIn: 'Sign-in',
        other: 'Other claims',
      },
      upn: 'User',
      unique_name: 'User name',
      name: 'Name',
      aud: 'Audience',
      tid: 'Tenant',
      appid: 'Client app',
      scp: 'Scopes',
      iat: 'Issued',
      nbf: 'Valid from',
      exp: 'Expires',
      amr: 'Authentication methods',
      oid: 'Object ID',
      iss: 'Issuer',
      ipaddr: 'IP address',
      methods: {
        pwd: 'password',
        mfa: 'multifactor',
        otp: 'one-time passcode',
        fed: 'federated',
        wia: 'Windows sign-in',
      },
      lastRefresh: 'Last refresh',
      nextRefresh: 'Next refresh',
      nextSignIn: 'Next sign-in',
    },
    history: {
      title: 'Activity',
      nothing: 'No activity since startup.',
      signedIn: 'Signed in',
      signedOut: 'Signed out',
      refreshed: 'Token refreshed',
      online: 'Back online',
      expired: 'Token expired',
      offline: 'Offline',
      signInNeeded: 'Sign-in needed',
      signInFailed: 'Sign-in failed',
      copied: 'Copied: {{format}}',
      used: 'Token used by {{program}}',
      credentialNeeded: 'Credential needed',
    },
    profiles: {
      add: 'Add a profile',
      edit: 'Edit profile',
      up: 'Move up',
      down: 'Move down',
      removeMeans:
        'Removes “{{profile}}” and its sign-in from this computer. The files it syncs are cleared.',
      editHint: 'Changing the tenant, client ID, or cloud signs the account out.',
    },
    settings: {
      title: 'Settings',
      profiles: 'Profiles',
      general: 'General',
      language: 'Language',
      theme: 'Appearance',
      bySystem: 'Use system setting',
      themes: { light: 'Light', dark: 'Dark' },
      clickAction: 'When I click the tray icon',
      clickActions: { copy: 'Copy the token', open: 'Open the window' },
      notifications: 'Show notifications',
      startAtLogin: 'Start when I sign in to this computer',
      minutesInMenuBar: 'Minutes left in the menu bar',
      token: 'Token',
      minValidMinutes: 'Minimum time left on a copied token (minutes)',
      clipboardClearSeconds: 'Clear clipboard after (seconds)',
      outOfBounds: 'Enter a whole number from {{min}} to {{max}}.',
      shortcut: 'Global copy shortcut',
      shortcutNone: 'Record…',
      shortcutRecording: 'Press the keys… (Esc cancels)',
      shortcutRemove: 'Remove',
      shortcutRefused:
        'The system refused {{shortcut}}: another app uses it, or it’s reserved. Record another one.',
      shortcutAsked:
        'Requested from the desktop. Under Wayland, some desktops block global shortcuts without reporting it: try it once.',
      data: 'Files on this computer',
      openLogs: 'Open logs',
      openData: 'Open data folder',
      reset: 'Reset app…',
      resetMeans:
        'Signs out all accounts on this computer and deletes all profiles, settings, and logs. Synced files are cleared.',
      resetReally: 'Reset app',
      version: 'Version {{version}}',
    },
  },
  signInPage: {
    successTitle: 'You’re signed in',
    successBody: 'You can close this page.',
    errorTitle: 'Sign-in failed',
    errorBody: 'Entra Token Tray says why, and what to do next. You can close this page.',
    errorInTerminal: 'See the terminal for details.',
  },
  tools: {
    names: {
      databrickscfg: 'Databricks CLI, SDKs, Terraform, VS Code',
      'azure-cli': 'Programs that use az',
      dbt: 'dbt',
      dotenv: '.env file',
      'docker-env': 'Docker and Compose',
    },
    state: {
      off: 'not connected',
      connected: 'connected',
      waiting: 'connected, waiting for a token or the local endpoint',
      edited: 'changed by hand, left alone',
      gone: 'file removed',
      unwritable: 'can’t be written',
      inShell: 'in each shell',
    },
    yourFile: 'a file you choose',
    writes: 'Writes {{what}} to {{file}}',
    inputs: {
      file: 'File',
      httpPath: 'HTTP path',
      schema: 'Schema',
    },
    holds: {
      endpoint: 'endpoint',
      token: 'token',
    },
  },
  principal: {
    app: 'Service principal · {{app}}',
    identity: 'Identity',
    credential: 'Credential',
    secret: 'client secret',
    certificateUntil: 'certificate, valid until {{date}}',
    certificateEnds: 'The certificate expires on {{date}}',
    certificateEnded: 'The certificate expired on {{date}}',
    copyCommand: 'Copy the command that saves a credential',
    copyRenewal: 'Copy the command that saves a new one',
    hint: 'No one signs in with this profile. Its credential is saved on the command line; tokens then come automatically.',
    tested:
      'Service principal {{app}} got a token, valid until {{time}} ({{minutes}} min). No one needs to sign in: “entra-token token” gets tokens by itself.',
    added:
      'Profile “{{profile}}” added, and its credential saved. No one needs to sign in. To test it: entra-token login --profile {{profile, shell}}',
    saved:
      'The credential of profile “{{profile}}” was saved. To test it: entra-token login --profile {{profile, shell}}',
    plaintext: 'The credential is saved unencrypted in a file that only you can read, as you allowed.',
    removed: 'The credential and the tokens of profile “{{profile}}” were removed from this computer.',
    notRemoved: 'The credential of profile “{{profile}}” ({{place}}) couldn’t be deleted.',
    profileRemoved: 'Profile “{{profile}}” removed, and its credential deleted from this computer.',
    needed:
      'Its sign-in settings changed, so its credential was deleted. Save it again with: entra-token profile set {{profile, shell}} --client-secret-stdin (or --certificate PEM-FILE)',
    outsider:
      'Only “verify” and the curl format can send what the workspace wants from a service principal that hasn’t been added to it. For everything else, add the service principal to the workspace.',
    editHint: 'Changing the tenant, client ID, or cloud deletes the credential.',
    oneCredential: 'Specify --client-secret-stdin or --certificate, not both.',
    ownApp: 'A service principal has an app registration of its own: give --client-id, not --public-client.',
    plaintextOfWhat: '--allow-plaintext-cache needs --client-secret-stdin or --certificate.',
    noWays:
      'Profile “{{profile}}” is for a service principal: no one signs in with it, so the options for signing in don’t apply.',
    secretInvalid:
      'Standard input isn’t a client secret: it has spaces, line breaks, or other characters that a secret can’t have.',
    unusable: '{{file}} can’t be used. {{problem}}',
    problem: {
      notPem: 'It isn’t a PEM file. To convert a .pfx file: openssl pkcs12 -in FILE.pfx -nodes -out FILE.pem',
      encrypted:
        'Its private key is encrypted. Decrypt it first (openssl pkey -in KEY.pem -out DECRYPTED.pem), and put the certificate in the same file.',
      noKey: 'It has no private key. Put the key and the certificate in one file.',
      severalKeys: 'It has more than one private key.',
      noCertificate: 'It has no certificate. Put the key and the certificate in one file.',
      broken: 'Its private key or its certificate is damaged.',
      otherKey: 'Its private key doesn’t belong to its certificate.',
      notRsa: 'Its key must be RSA with at least 2048 bits.',
      expired: 'Its certificate has expired.',
    },
    unused: 'Ready: the first token is requested when it’s needed',
    noneSaved: 'No credential was saved for profile “{{profile}}”.',
  },
  fileProblem: {
    ENOENT: 'the folder doesn’t exist',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it’s a folder',
    ENOTDIR: 'a part of its path isn’t a folder',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    not_file: 'it isn’t a file',
    too_large: 'it’s larger than 1 MiB',
    not_utf8: 'it isn’t text in UTF-8',
    loose_link: 'it’s behind a link in a folder that others can write to',
    cache_busy: 'another process of this app is using it',
    not_json: 'it isn’t JSON',
    not_text: 'it isn’t text: it has NUL bytes',
  },
  cacheKind: {
    dpapi: 'encrypted file (DPAPI)',
    keychain: 'Keychain',
    libsecret: 'keyring',
    'plaintext-file': 'unencrypted file',
  },
} as const satisfies TableWords & Readonly<Record<string, object>>;
