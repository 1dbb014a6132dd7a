import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { LANGUAGE_CODES } from '../src/shared/languages.ts';
import { TRAY_IMAGES, type TrayImage, type TrayVariant } from '../src/shared/tray-images.ts';
import { findChromium } from '../test/support/find-chromium.ts';
import { SCREENS } from '../test/support/screens.ts';
import { openScreens, Stage, THEMES } from '../test/support/stage.ts';
import { whyNoBrowser } from './browser.ts';

/**
 * `npm run gallery [LANGUAGE]`: every screen of the window in every theme and language, and the tray icons on light and
 * dark panels, as pictures to look at.
 */
const GALLERY = join('out', 'gallery');
/** Of the tray's icons, one of each shape and some of the countdown. */
const TRAY_SAMPLE: readonly TrayImage[] = [
  'fresh-12',
  'fresh-9',
  'fresh-6',
  'fresh-3',
  'expiring',
  'sign-in',
  'offline',
  'signed-out',
];

const wanted = process.argv[2];
const languages = LANGUAGE_CODES.filter((language) => wanted === undefined || language === wanted);
if (languages.length === 0) {
  console.error(`usage: npm run gallery [${LANGUAGE_CODES.join(' | ')}]`);
  process.exit(2);
}
const noBrowser = await whyNoBrowser();
if (noBrowser) {
  console.error(noBrowser);
  process.exit(1);
}

const browser = await chromium.launch({
  executablePath: findChromium(chromium.executablePath()),
  chromiumSandbox: process.getuid?.() !== 0,
});
let pictures = 0;
try {
  for (const language of languages) {
    await rm(join(GALLERY, language), { recursive: true, force: true });
    for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
      const folder = join(GALLERY, language, theme);
      await mkdir(folder, { recursive: true });
      const context = await openScreens(browser, language, theme);
      const stage = await Stage.open(context, language);
      for (const [name, screen] of Object.entries(SCREENS)) {
        await stage.show(screen);
        // The bar at the top stays at the top of the picture.
        await stage.page.evaluate('scrollTo(0, 0)');
        await stage.page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
        pictures++;
      }
      await context.close();
      console.log(`${folder}: ${Object.keys(SCREENS).length} pictures`);
    }
  }
  await trayStrips();
  if (languages.includes('en')) await readmePicture();
} finally {
  await browser.close();
}
console.log(`${pictures} pictures of the window and one of the tray icons in ${GALLERY}`);

/** For `docs/window.png`: the first view with the tray's icons below it, and connecting tools in dark. */
async function readmePicture(): Promise<void> {
  const image = async (file: string, style: string) =>
    `<img style="${style}" src="data:image/png;base64,${await readFile(file, 'base64')}">`;
  const card = 'display:block;border-radius:12px;box-shadow:0 8px 28px #0003';
  const shown = (view: string) => image(join(GALLERY, 'en', `${view}.png`), `width:380px;${card}`);
  const icons = await Promise.all(
    TRAY_SAMPLE.map((name) => image(join('assets', 'tray', `${name}@2x.png`), 'width:24px')),
  );
  const tray = (background: string) =>
    `<div style="${card};background:${background};padding:12px 20px;display:flex;justify-content:space-between">${icons.join('')}</div>`;
  const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 856, height: 600 } });
  await page.setContent(`<!doctype html><body style="margin:0;padding:32px;background:#dfe3e8;display:flex;gap:32px;align-items:flex-start">
    <div style="display:grid;gap:16px">${await shown('light/fresh')}${tray('#f3f3f3')}${tray('#202020')}</div>
    ${await shown('dark/connect-connected')}`);
  await page.screenshot({ path: join(GALLERY, 'window.png'), fullPage: true });
  await page.close();
}

/** Each icon as it is drawn on a panel, and enlarged. */
async function trayStrips(): Promise<void> {
  const strip = async (variant: TrayVariant, background: string) => {
    const images = await Promise.all(
      TRAY_IMAGES.map(async (image) => {
        const data = await readFile(
          join('assets', 'tray', `${image}${variant === 'template' ? 'Template@2x' : '@2x'}.png`),
          'base64',
        );
        const source = `data:image/png;base64,${data}`;
        return `<img width="16" src="${source}"><img width="64" src="${source}">`;
      }),
    );
    return `<p style="background:${background};margin:0;padding:12px;display:flex;gap:16px;align-items:center">${images.join('')}</p>`;
  };
  const page = await browser.newPage({ deviceScaleFactor: 3, viewport: { width: 1700, height: 300 } });
  await page.setContent(
    [
      await strip('linux', '#f3f3f3'),
      await strip('linux', '#202020'),
      await strip('template', '#ffffff'),
    ].join(''),
  );
  await page.screenshot({ path: join(GALLERY, 'tray.png') });
  await page.close();
}
