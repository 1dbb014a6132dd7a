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

test('live checks: what is wrong is said when the field is left, a workspace that is none too; something else than what can be imported, then a .databrickscfg; the tenant found by the workspace’s address alone', async ({
  cli,
  start,
  surroundings,
}) => {
  const { entra, workspace } = surroundings;
  workspace.setScenario({ signInRedirect: 'notFound' });
  const window = await windowOf(await start());
  const tenant = window.page.getByLabel('Directory (tenant) ID');
  const client = window.page.getByLabel('Application (client) ID', { exact: true });
  await window.page.getByLabel('My organization’s app registration').check();
  await client.fill('abc');
  await client.blur();
  await expect(window.page.getByText('The client ID must be a GUID')).toBeVisible();
  await expect(tenant).toBeHidden();
  await window.fillSetup({ clientId: 'abc', workspaceUrl: workspace.host, authority: entra.origin });
  await expect(window.page.getByText('No Azure Databricks workspace answers')).toBeVisible();
  await window.page.getByText('More options', { exact: true }).click();
  // What the workspace does not tell is asked of the person.
  await expect(tenant).toBeVisible();
  await expect(client).toHaveValue('abc');

  // Something else than what can be imported: said, and what was typed stays.
  const pasted = window.page.getByLabel(/^Paste a Python/);
  await window.page.getByText('Import from a script or config file').click();
  await pasted.fill('client_id = "<client-id>"\ntenant_id = "<tenant-id>"\n');
  await window.button('Import').click();
  await expect(window.page.getByText('It has no tenant, client ID, or workspace.')).toBeVisible();
  await expect(pasted).not.toHaveValue('');
  // A .databrickscfg: workspace, name and IDs.
  const [otherTenant, otherClient] = [crypto.randomUUID(), crypto.randomUUID()];
  await pasted.fill(
    `[DEFAULT]\n\n[prod]\nhost = ${workspace.origin}\nazure_tenant_id = ${otherTenant}\n` +
      `azure_client_id = ${otherClient}\nauth_type = azure-cli\n`,
  );
  await window.button('Import').click();
  await expect(window.page.getByLabel('Name', { exact: true })).toHaveValue('prod');
  await expect(window.page.getByLabel('Workspace URL')).toHaveValue(workspace.origin);
  await expect(tenant).toHaveValue(otherTenant);
  await expect(client).toHaveValue(otherClient);
  await expect(pasted).toHaveCount(0);
  await expect(window.page.getByText(/It also holds a password or token/)).toHaveCount(0);

  // Without a tenant it is the workspace's, whatever page of it the address is of.
  workspace.resetScenario();
  await window.fillSetup({
    name: 'found',
    workspaceUrl: `${workspace.host}/?o=1#job/2`,
    clientId: entra.clientId,
    authority: entra.origin,
  });
  await window.button('Continue to sign-in').click();
  await expect(window.state).toHaveText('Waiting for your browser');
  expect((await cli.run('profile', 'list')).stdout).toContain(`${entra.tenantId}  ${workspace.origin}`);
});
