import { Agent, buildConnector, fetch } from 'undici';

/** More redirects than this are a loop. */
const MAX_REDIRECTS = 10;

/** A form of a page. */
export interface PageForm {
  /** Absolute URL. */
  readonly action: string;
  /** Input names and the values they start with. */
  readonly fields: Readonly<Record<string, string>>;
  /** Buttons by the text on them. */
  readonly buttons: Readonly<Record<string, { readonly name: string; readonly value: string }>>;
}

/** A page as the plain browser sees it. */
export interface PlainPage {
  readonly url: string;
  readonly status: number;
  /** The source. */
  readonly html: string;
  /** The text of the element with the role `alert`. */
  readonly alert: string | undefined;
  readonly form: PageForm | undefined;
}

/** What a person knows. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * A browser without script or looks, for driving the simulator's pages: cookies, redirects, forms.
 * It reads this simulator's HTML, not any HTML.
 */
export class PlainBrowser {
  readonly #agent: Agent;
  readonly #cookies = new Map<string, string>();

  /**
   * @param simulator Whose CA to trust (PEM), and where every HTTPS URL without a port leads: there the simulator
   *   is met under the real authority names.
   * @param loopback What `localhost` means; the system's choice by default.
   */
  constructor(simulator: { readonly caCertificate: string; readonly origin: string }, loopback?: string) {
    const connect = buildConnector({ ca: simulator.caCertificate });
    const { port } = new URL(simulator.origin);
    this.#agent = new Agent({
      connect: (options, callback) => {
        const isRealName = options.protocol === 'https:' && (options.port === '' || options.port === '443');
        const isCallback = options.protocol === 'http:' && loopback !== undefined;
        const elsewhere = isRealName ? { hostname: '127.0.0.1', port } : isCallback && { hostname: loopback };
        connect({ ...options, ...elsewhere }, callback);
      },
    });
  }

  /** Opens a URL and follows it to the page it ends at. */
  open(url: string): Promise<PlainPage> {
    return this.#navigate(url);
  }

  /**
   * Fills the page's form in and clicks a button.
   *
   * @param button The text on it; without one, the form is sent as by the Enter key.
   */
  submit(page: PlainPage, fields: Readonly<Record<string, string>>, button?: string): Promise<PlainPage> {
    if (!page.form) throw new Error(`No form at ${page.url} (${page.status}): ${page.alert ?? page.html}`);
    const clicked = button === undefined ? undefined : page.form.buttons[button];
    if (button !== undefined && !clicked) {
      throw new Error(`No button "${button}"; there is: ${Object.keys(page.form.buttons).join(', ')}`);
    }
    const body = new URLSearchParams({ ...page.form.fields, ...fields });
    if (clicked?.name) body.set(clicked.name, clicked.value);
    return this.#navigate(page.form.action, body);
  }

  /**
   * Signs in as a person would: opens the page, types, accepts what is asked, up to the application's own page.
   *
   * @returns The last page; with a wrong password, the sign-in page again with its `alert`.
   */
  async signIn(url: string, credentials: Credentials): Promise<PlainPage> {
    let page = await this.open(url);
    let hasTyped = false;
    while (page.form) {
      const { buttons } = page.form;
      const agreeing = Object.keys(buttons).find((text) => /^(Continue as .*|Approve|Accept)$/.test(text));
      if (agreeing) {
        page = await this.submit(page, {}, agreeing);
      } else if ('Sign in' in buttons && !hasTyped) {
        hasTyped = true;
        page = await this.submit(page, { ...credentials }, 'Sign in');
      } else {
        return page;
      }
    }
    return page;
  }

  /** Closes its connections. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #navigate(start: string, form?: URLSearchParams): Promise<PlainPage> {
    let url = start;
    let body = form;
    for (let hop = 0; hop < MAX_REDIRECTS; hop++) {
      const response = await fetch(url, {
        dispatcher: this.#agent,
        redirect: 'manual',
        method: body ? 'POST' : 'GET',
        headers: { cookie: this.#cookieHeader(url) },
        ...(body ? { body } : {}),
      });
      this.#keepCookies(url, response.headers.getSetCookie());
      const html = await response.text();
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location) {
        url = new URL(location, url).href;
        body = undefined;
        continue;
      }
      const page = readPage(url, response.status, html);
      if (!html.includes('<noscript>') || !page.form) return page;
      // The answer to the application, which a real browser sends by script.
      url = page.form.action;
      body = new URLSearchParams(page.form.fields);
    }
    throw new Error(`Too many redirects from ${start}`);
  }

  #cookieHeader(url: string): string {
    const host = new URL(url).host;
    return [...this.#cookies]
      .filter(([key]) => key.startsWith(`${host} `))
      .map(([key, value]) => `${key.slice(host.length + 1)}=${value}`)
      .join('; ');
  }

  #keepCookies(url: string, setCookies: readonly string[]): void {
    for (const cookie of setCookies) {
      const [pair = ''] = cookie.split(';');
      const equals = pair.indexOf('=');
      this.#cookies.set(`${new URL(url).host} ${pair.slice(0, equals)}`, pair.slice(equals + 1));
    }
  }
}

function readPage(url: string, status: number, html: string): PlainPage {
  const alert = /<p role="alert">([^<]*)<\/p>/.exec(html)?.[1];
  return {
    url,
    status,
    html,
    alert: alert === undefined ? undefined : unescapeHtml(alert),
    form: readForm(url, html),
  };
}

function readForm(url: string, html: string): PageForm | undefined {
  const form = /<form([^>]*)>([\s\S]*?)<\/form>/.exec(html);
  if (!form) return undefined;
  const [, attributes = '', content = ''] = form;
  const fields: Record<string, string> = {};
  for (const [input] of content.matchAll(/<input[^>]*>/g)) {
    const name = attribute(input, 'name');
    if (name) fields[name] = attribute(input, 'value');
  }
  const buttons: Record<string, { name: string; value: string }> = {};
  for (const [, tag = '', text = ''] of content.matchAll(/<button([^>]*)>([^<]*)<\/button>/g)) {
    buttons[unescapeHtml(text)] = { name: attribute(tag, 'name'), value: attribute(tag, 'value') };
  }
  return { action: new URL(attribute(attributes, 'action'), url).href, fields, buttons };
}

function attribute(tag: string, name: string): string {
  return unescapeHtml(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function unescapeHtml(text: string): string {
  return text.replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)));
}
