/**
 * Ends a pending `acquireTokenInteractive`, which has neither a cancel nor a time limit: answers it, in the
 * browser's place, with the error that a person's "Cancel" would bring. Its promise rejects and its server closes.
 * @param authorizeUrl the link that MSAL gave to `openBrowser`; state and redirect URI are read from it
 */
export async function refuseOnLoopback(authorizeUrl: string): Promise<void> {
  // Here, not at the top: evaluating the module takes longer than handing out a token from the cache.
  const { request } = await import('node:http');
  const parameters = new URL(authorizeUrl).searchParams;
  const redirectUri = new URL(parameters.get('redirect_uri') ?? '');
  const body = new URLSearchParams({
    error: 'access_denied',
    state: parameters.get('state') ?? '',
  }).toString();
  await new Promise<void>((resolve) => {
    const post = request(
      {
        host: '127.0.0.1',
        port: redirectUri.port,
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
        },
        timeout: 2_000,
      },
      (response) => response.resume().on('close', resolve),
    );
    // The server may already be gone: then there is nothing left to end.
    post.on('error', () => resolve());
    post.on('timeout', () => post.destroy());
    post.end(body);
  });
}
