import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClientCertificate } from '../entra/certificates.ts';
import { expect, expectNoSecret, openWindow, test } from './fixtures.ts';

const SECRET = 'p8Q~an.app_s-secret';

const ENDING = createClientCertificate(new Date(Date.now() + 10 * 24 * 60 * 60_000));

test('a service principal: copied from the tray without a sign-in, told of when it is refused, and well again with a new secret', async ({
  cli,
  surroundings,
  start,
}) => {
  const { entra, workspace } = surroundings;
  const job = {
    clientId: '7c9dd4e2-19b4-4f0e-8c5a-2f6de1a3b4c5',
    objectId: 'd1a9e0c7-5b1f-4c88-9d0e-3a7b6c5d4e3f',
    secrets: [{ value: SECRET }],
    certificates: [ENDING.certificate],
  };
  entra.principals.push(job);
  const where = ['--tenant', entra.tenantId, '--client-id', job.clientId, '--authority', entra.origin];
  const add = ['profile', 'add', 'job', ...where, '--workspace', workspace.origin, '--client-secret-stdin'];
  expect((await cli.runWith(SECRET, ...add)).code).toBe(0);
  // Beside it one whose certificate ends soon.
  const file = join(surroundings.directory, 'nightly.pem');
  await writeFile(file, ENDING.privateKey + ENDING.certificate);
  await cli.run('profile', 'add', 'nightly', ...where, '--certificate', file);

  const desktop = await start();
  const window = await openWindow(desktop);
  await expect(window.state).toHaveText('Signed in');
  await expect(window.page.getByText(`Service principal · ${job.clientId}`)).toBeVisible();
  const notified = async () => (await desktop.notifications()).map(({ title, body }) => `${title}: ${body}`);
  await expect.poll(notified).toEqual([expect.stringMatching(/certificate expires on .*: .*“nightly”/)]);
  await window.copy.click();
  await expect(window.copy).toContainText('Copied');
  const { text: copied } = await desktop.readClipboard();
  expect(await entra.verifyAccessToken(copied)).toMatchObject({ idtyp: 'app', oid: job.objectId });
  await window.button('Test connection').click();
  await expect(window.page.locator('.answer')).toContainText(job.clientId);
  expect(await desktop.openedLinks()).toEqual([]);

  // The secret is replaced in Entra, and here only later.
  job.secrets = [{ value: `${SECRET}2` }];
  await window.button('Refresh').click();
  await expect(window.state).toHaveText('Credential needed');
  await expect(window.alert).toContainText('The client secret is wrong.');
  await window.row('Copy the command that saves a credential').click();
  await expect
    .poll(async () => (await desktop.readClipboard()).text)
    .toBe('entra-token profile set "job" --client-secret-stdin');
  expect((await cli.runWith(`${SECRET}2`, 'profile', 'set', 'job', '--client-secret-stdin')).code).toBe(0);
  await expect(window.state).toHaveText('Signed in');
  await expect(window.alert).toBeHidden();
  expectNoSecret(surroundings, await surroundings.files());
});
