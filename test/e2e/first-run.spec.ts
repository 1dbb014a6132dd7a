import type { AppWindowPage } from './app-window.ts';
import { expect, nextLink, test, windowOf } from './fixtures.ts';

test('first run without an app registration: by the workspace’s address alone, up to the token; refused, the own app', async ({
  start,
  surroundings,
  person,
}) => {
  const { entra, workspace } = surroundings;
  const desktop = await start();
  const window = await windowOf(desktop);
  await window.row('How to register an app').click();
  await expect(window.page.getByRole('heading', { name: 'Register an app' })).toBeFocused();
  await window.button('Copy: http://localhost').click();
  await expect.poll(async () => (await desktop.readClipboard()).text).toBe('http://localhost');
  await expect(window.page.getByText('Copied')).toHaveCount(2);
  await window.page.keyboard.press('Escape');
  await expect(window.row('How to register an app')).toBeFocused();

  await expect(window.page.getByText(/The page will read “Microsoft Azure CLI”/)).toBeVisible();
  await window.fillSetup({ workspaceUrl: workspace.host, authority: entra.origin });
  await expect(window.button(`Copy Tenant: ${entra.tenantId}`)).toBeVisible();
  await expect(window.page.getByText(`Tokens for this profile go to ${workspace.host}.`)).toBeVisible();
  await window.button('Continue to sign-in').click();
  const link = await nextLink(desktop);
  expect(new URL(link).searchParams.get('client_id')).toBe('04b07795-8ddb-461a-bbee-02f9e1bf7b46');
  await person.signIn(link);
  await expect(window.state).toHaveText('Signed in');

  // Refused for Microsoft's app: the panel leads to where another one is entered, and its guide.
  entra.setScenario({ faults: { token: { kind: 'error', error: 'invalid_client', aadsts: 65002 } } });
  await window.button('Refresh').click();
  await expect(window.alert).toContainText('isn’t allowed for Azure Databricks in your tenant');
  await window.button('Use my organization’s app').click();
  await expect(window.page.getByLabel('Application (client) ID')).toHaveAccessibleDescription(
    'Microsoft’s Azure CLI app',
  );
  await expect(window.row('How to register an app')).toBeVisible();
});

test('live checks: what is wrong is said when the field is left; a workspace that is none too', async ({
  start,
  surroundings,
}) => {
  surroundings.workspace.setScenario({ signInRedirect: 'notFound' });
  const window = await windowOf(await start());
  await window.page.getByLabel('My organization’s app registration').check();
  await window.page.getByLabel('Application (client) ID', { exact: true }).fill('abc');
  await window.page.getByLabel('Application (client) ID', { exact: true }).blur();
  await expect(window.page.getByText('The client ID must be a GUID')).toBeVisible();
  await expect(window.page.getByLabel('Directory (tenant) ID')).toBeHidden();
  await window.fillSetup({
    clientId: 'abc',
    workspaceUrl: surroundings.workspace.host,
    authority: surroundings.entra.origin,
  });
  await expect(window.page.getByText('No Azure Databricks workspace answers')).toBeVisible();
  await window.page.getByText('More options', { exact: true }).click();
  // What the workspace does not tell is asked of the person.
  await expect(window.page.getByLabel('Directory (tenant) ID')).toBeVisible();
  await expect(window.page.getByLabel('Application (client) ID', { exact: true })).toHaveValue('abc');
});

test.describe('first run: imported from', () => {
  async function paste(window: AppWindowPage, text: string): Promise<void> {
    await window.page.getByText('Import from a script or config file').click();
    await window.page.getByLabel(/^Paste a Python/).fill(text);
    await window.button('Import').click();
  }
  const field = (window: AppWindowPage, label: string) => window.page.getByLabel(label);
  const TENANT = 'Directory (tenant) ID';
  const CLIENT = 'Application (client) ID';

  test('a Python script: its IDs, never its password', async ({ start, surroundings }) => {
    const { tenantId, clientId, origin } = surroundings.entra;
    const desktop = await start();
    const window = await windowOf(desktop);
    await paste(
      window,
      `import msal\nclient_id = '${clientId}'\ntenant_id = "${tenantId}"\n` +
        "username = 'someone@example.com'\npassword = 'In-The-Script-1'\n",
    );
    await expect(field(window, TENANT)).toHaveValue(tenantId);
    await expect(field(window, CLIENT)).toHaveValue(clientId);
    await expect(window.page.getByText(/It also holds a password or token\. Not imported\./)).toBeVisible();
    await expect(window.page.getByLabel(/^Paste a Python/)).toHaveCount(0);
    await window.page.getByText('More options', { exact: true }).click();
    await window.page.getByLabel('Cloud', { exact: true }).selectOption('other');
    await window.page.getByLabel('Authority', { exact: true }).fill(origin);
    await window.button('Continue to sign-in').click();
    await expect(window.state).toHaveText('Waiting for your browser');
    const files = [...(await surroundings.files()).values()].join('');
    expect(files).toContain(clientId);
    expect(`${files}${desktop.output()}`).not.toContain('In-The-Script-1');
  });

  test('something else: said, and what was typed stays; then a .databrickscfg: workspace, name and IDs', async ({
    start,
    surroundings,
  }) => {
    const { workspace, entra } = surroundings;
    const window = await windowOf(await start());
    await paste(window, 'client_id = "<client-id>"\ntenant_id = "<tenant-id>"\n');
    await expect(window.page.getByText('It has no tenant, client ID, or workspace.')).toBeVisible();
    const pasted = window.page.getByLabel(/^Paste a Python/);
    await expect(pasted).not.toHaveValue('');
    await pasted.fill(
      `[DEFAULT]\n\n[prod]\nhost = ${workspace.origin}\nazure_tenant_id = ${entra.tenantId}\n` +
        `azure_client_id = ${entra.clientId}\nauth_type = azure-cli\n`,
    );
    await window.button('Import').click();
    await expect(window.page.getByLabel('Name', { exact: true })).toHaveValue('prod');
    await expect(field(window, 'Workspace URL')).toHaveValue(workspace.origin);
    await expect(field(window, TENANT)).toHaveValue(entra.tenantId);
    await expect(field(window, CLIENT)).toHaveValue(entra.clientId);
  });
});
