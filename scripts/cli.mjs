// `npm run --silent cli -- …`: the command line in the folder in which npm was called, not in the checkout.
process.chdir(process.env.INIT_CWD ?? '.');
await import('./entra-token.mjs');
