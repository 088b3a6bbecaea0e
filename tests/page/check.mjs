// SPDX-License-Identifier: Apache-2.0
// check.mjs FOLDER CHROMIUM [--demo]: opens every FOLDER/*.html as a reader does and says what is
// wrong. One line a fault on stderr, exit 1 when there is one. Playwright brings no browser of its
// own here: the system's Chromium is driven. --demo: the demo's pages, each in both languages; the
// accessibility checker then runs at one width, since the made-up pages have every kind of section.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axeFile = join(dirname(require.resolve('axe-core')), 'axe.min.js');

const [folder, program] = process.argv.slice(2);
const demo = process.argv[4] === '--demo';
const widths = demo ? [1280, 320] : [1280, 768, 375, 320];
const axeWidths = demo ? [1280] : [1280, 375];
const pagesMost = 28;
const atOnce = 2;
const messages = join(dirname(fileURLToPath(import.meta.url)), '../../datasets/messages');

let faults = 0;
function fault(file, words) {
  faults += 1;
  process.stderr.write(`${file}: ${words}\n`);
}

// Opens the file with the network off; nothing but the file itself may be asked for.
async function open(browser, file, options) {
  const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const address = pathToFileURL(join(folder, file)).href;
  page.on('request', (request) => {
    const url = request.url();
    if (url !== address && !url.startsWith('data:')) fault(file, `asks for ${url}`);
  });
  page.on('console', (message) => fault(file, `console: ${message.text()}`));
  page.on('pageerror', (error) => fault(file, `error: ${error.message}`));
  page.on('dialog', (dialog) => {
    fault(file, `dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  return { context, page };
}

async function checkWidths(page, file) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => {
      const room = document.documentElement.clientWidth;
      // a drawing cuts what lies outside it
      const scrolled = (e) => e.closest('.table') !== null || e.ownerSVGElement instanceof SVGElement;
      const over = [...document.querySelectorAll('body *')].filter((e) =>
        !scrolled(e) && e.getBoundingClientRect().right > room + 1);
      return {
        scroll: document.documentElement.scrollWidth - room,
        over: over.slice(0, 3).map((e) => `${e.tagName}.${e.getAttribute('class')}`) };
    });
    if (wide.scroll > 0) fault(file, `${width} px: ${wide.scroll} px wider than the page`);
    if (wide.over.length > 0) fault(file, `${width} px: sticks out: ${wide.over.join(', ')}`);
    const small = await page.evaluate(() => {
      const text = [...document.querySelectorAll('svg text')].filter((e) => e.getClientRects().length > 0);
      return text.filter((e) => {
        const svg = e.ownerSVGElement;
        const shrink = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        return Number(e.getAttribute('font-size')) * shrink < 8.5;
      }).slice(0, 3).map((e) => e.textContent);
    });
    if (small.length > 0) fault(file, `${width} px: letters too small: ${small.join(' | ')}`);
  }
}

async function checkAccess(browser, file) {
  // axe is put in from outside, past the page's own policy against scripts
  const { context, page } = await open(browser, file, { bypassCSP: true });
  await page.addScriptTag({ path: axeFile });
  for (const width of axeWidths) {
    await page.setViewportSize({ width, height: 900 });
    const found = await page.evaluate(() => globalThis.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    for (const v of found.violations)
      fault(file, `axe at ${width} px: ${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 160)}`);
  }
  await context.close();
}

// A Chinese page has no English sentence: no run of four Latin words but in what others named, and
// no reason that why.def does not know.
async function checkChinese(page, file) {
  const found = await page.evaluate(() => {
    const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.parentElement;
      if (at.closest('bdi:not(.why)') !== null) continue;
      const run = /[A-Za-z]{2,}(?:[ ,;:'\u2019-]+[A-Za-z]{2,}){3,}/.exec(walker.currentNode.textContent);
      if (run !== null) texts.push(run[0]);
    }
    return { texts, english: [...document.querySelectorAll('body [lang]')].map((e) => e.textContent) };
  });
  for (const text of found.texts) fault(file, `English in a Chinese page: ${text}`);
  for (const text of found.english) fault(file, `no Chinese for: ${text}`);
}

async function checkPage(page, file) {
  const seen = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    scripts: document.scripts.length,
    handlers: [...document.querySelectorAll('*')].filter((e) =>
      [...e.attributes].some((a) => a.name.startsWith('on') || a.name === 'style')).length,
    outside: [...document.querySelectorAll('[src],[href]')].map((e) => e.getAttribute('src') ?? e.getAttribute('href'))
      .filter((a) => !a.startsWith('#') && !a.startsWith('data:image/png;base64,')).length,
    ids: [...document.querySelectorAll('[id]')].map((e) => e.id),
    dead: [...document.querySelectorAll('a[href^="#"]')].filter((a) =>
      document.getElementById(a.getAttribute('href').slice(1)) === null).length,
    mains: document.querySelectorAll('main').length,
    bad: document.querySelectorAll('font, b, img').length,
    turned: /[\u202a-\u202e\u2066-\u2069]/u.test(document.body.textContent),
    heads: [...document.querySelectorAll('h1')].length,
    policy: document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content ?? '',
    styled: getComputedStyle(document.querySelector('.opinion') ?? document.querySelector('h2')).fontWeight,
    keys: [...document.querySelectorAll('body *')].filter((e) => e.children.length === 0 && e.closest('bdi') === null &&
      /^(report|portfolio|figure|condition|unit|why|indicator|opinion|level|gate|reason|detail)\.[a-z_.]+$/.test(e.textContent.trim()))
      .map((e) => e.textContent.trim()) }));
  const lang = file.endsWith('-zh.html') ? 'zh-Hans' : 'en';
  if (seen.lang !== lang) fault(file, `lang is ${seen.lang}`);
  if (seen.scripts !== 0) fault(file, `${seen.scripts} scripts`);
  if (seen.handlers !== 0) fault(file, `${seen.handlers} handlers or style attributes`);
  if (seen.outside !== 0) fault(file, `${seen.outside} links lead outside`);
  if (new Set(seen.ids).size !== seen.ids.length) fault(file, 'an id stands twice');
  if (seen.dead !== 0) fault(file, `${seen.dead} links lead nowhere`);
  if (seen.mains !== 1 || seen.heads !== 1) fault(file, 'wanted one main and one h1');
  if (seen.bad !== 0) fault(file, 'markup came in from a text');
  if (seen.turned) fault(file, 'a mark that turns the direction of writing came through');
  if (!seen.policy.startsWith("default-src 'none'")) fault(file, 'no policy');
  if (Number(seen.styled) < 600) fault(file, 'the style sheet is not used');
  if (seen.keys.length > 0) fault(file, `no words for ${seen.keys.join(', ')}`);
  if (lang !== 'en') await checkChinese(page, file);
}

// Where the map or chart of an indicator stands.
const figures = {
  vegetation_loss: '#pictures, #series', air_quality_index: '#readings', limit_exceedance: '#readings',
  financed_emissions: '#emissions', protected_zone: '#place' };
const answeredOf = new Set(); // by any page

// An indicator with an answer has a map or a chart, which tells itself to who cannot see it. Zones stand on a map;
// of one site that has pictures and no zone near it the picture is the map. Made-up pages know no zones.
async function checkFigures(page, file) {
  const words = JSON.parse(readFileSync(join(messages, file.endsWith('-zh.html') ? 'zh.json' : 'en.json'), 'utf8'));
  const none = ['report.not_observed_short', 'report.not_applicable_short'].map((key) => words[key]);
  const cells = await page.evaluate(() => [...document.querySelectorAll('#score tbody tr, #gates tbody tr')].map((row) =>
    [row.querySelector('th')?.firstChild.textContent.trim(), row.querySelector('td')?.textContent.trim()]));
  for (const [id, where] of Object.entries(figures)) {
    const answer = cells.find(([name]) => name === words[`indicator.${id}.title`])?.[1];
    const answered = id === 'protected_zone'
      ? demo && [words['gate.passes'], words['gate.fires']].includes(answer)
      : answer !== undefined && !none.some((word) => answer.startsWith(word));
    if (!answered) continue;
    answeredOf.add(id);
    const places = id === 'protected_zone' && await page.locator('#place table').count() < 2 ? `${where}, #pictures` : where;
    const drawn = await page.evaluate((list) => list.split(', ').some((place) =>
      [...document.querySelectorAll(`${place} figure svg`)].some((svg) => svg.querySelector('title') !== null)), places);
    if (!drawn) fault(file, `${id} has an answer and neither map nor chart in ${places}`);
  }
}

// All loans on one page, and not a record.
const isPortfolio = (file) => file.startsWith('portfolio-');

// A page for others has no sections that tell the place.
const isShared = (file) => file.startsWith('shared-');
const ofPlace = ['pictures', 'evidence'];

// A reader without a style sheet or a script still finds the answers in the text.
async function checkAnswers(browser, file) {
  const { context, page } = await open(browser, file, { javaScriptEnabled: false });
  const order = await page.locator('section').evaluateAll((list) => list.map((e) => e.id));
  const wanted = isPortfolio(file)
    ? ['first', 'not-observed', 'amounts', 'emissions', 'levels', 'concentration', 'coverage', 'freshness',
      'records', 'terms']
    : ['opinion', 'conditions', 'questions', 'gates', 'reasons', 'pictures', 'series',
      'score', 'not-observed', 'evidence', 'model'].filter((id) => !isShared(file) || !ofPlace.includes(id));
  const found = wanted.filter((id) => order.includes(id));
  if (found.length !== wanted.length) fault(file, `sections missing: ${wanted.filter((id) => !order.includes(id))}`);
  if (found.join() !== order.filter((id) => wanted.includes(id)).join()) fault(file, 'sections out of order');
  await context.close();
}

// What does not fit the paper's 180 mm: a browser cuts it there, nobody can scroll.
async function checkPrintWidths(page, file) {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 680, height: 1000 });
  const found = await page.evaluate(() => {
    const name = (e) => `${e.closest('section')?.id ?? 'top'}: ${e.textContent.trim().slice(0, 40)}`;
    const whole = document.querySelector('main').getBoundingClientRect();
    const cut = [...document.querySelectorAll('table')].filter((e) => {
      const room = e.closest('.table') ?? e.parentElement, at = e.getBoundingClientRect();
      return at.right > room.getBoundingClientRect().right + 1 || at.right > whole.right + 1 ||
        [...e.querySelectorAll('th, td')].some((cell) => cell.scrollWidth > cell.clientWidth + 1);
    });
    const half = [...document.querySelectorAll('.notices > *')].filter((e) =>
      e.getBoundingClientRect().width < whole.width * 0.9);
    return { cut: cut.map(name), half: half.map(name) };
  });
  for (const table of found.cut) fault(file, `a table wider than its room on paper: ${table}`);
  for (const box of found.half) fault(file, `a box of half a page: ${box}`);
  await page.emulateMedia({ media: null });
}

// No page ends with what speaks of the next: a heading, its mark or lead, a table's head or a group's.
async function checkStranded(page, file, pdf) {
  const squeeze = (text) => text.replace(/\s/g, '');
  const heads = (await page.evaluate(() => [...document.querySelectorAll('.top, h3, .lead, .caption, .kind-row, thead')]
    .map((e) => e.textContent))).map(squeeze).filter((text) => text.length > 0);
  const sheets = execFileSync('pdftotext', ['-raw', pdf, '-'], { encoding: 'utf8' }).split('\f');
  sheets.forEach((text, i) => {
    const lines = text.split('\n').map(squeeze).filter((line) => line !== '' && !/^\d+\/\d+$/.test(line));
    const end = lines.slice(-12);
    const stranded = heads.find((head) => end.some((_, k) => end.slice(k).join('') === head));
    if (stranded !== undefined) fault(file, `page ${i + 1} ends with: ${stranded.slice(0, 60)}`);
  });
}

async function checkPaper(page, file) {
  const pdf = join(folder, file.replace(/html$/, 'pdf'));
  writeFileSync(pdf, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  const about = execFileSync('pdfinfo', [pdf], { encoding: 'utf8' });
  await checkStranded(page, file, pdf);
  const pages = Number(/Pages:\s+(\d+)/.exec(about)[1]);
  const size = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(about);
  if (pages < 3 || pages > pagesMost) fault(file, `${pages} pages on paper`);
  if (Math.abs(size[1] - 595) > 2 || Math.abs(size[2] - 842) > 2) fault(file, `paper of ${size[1]} x ${size[2]} pt`);
  // Words that were cut off at the right edge are not in the text of the page's box.
  const words = execFileSync('pdftotext', ['-bbox', pdf, '-'], { encoding: 'utf8' });
  const off = [...words.matchAll(/xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)/g)]
    .filter((m) => Number(m[1]) < 0 || Number(m[3]) > 596 || Number(m[2]) < 0 || Number(m[4]) > 843);
  if (off.length > 0) fault(file, `cut on paper: ${off.slice(0, 5).map((m) => m[5]).join(' ')}`);
  const html = readFileSync(join(folder, file), 'utf8');
  const hash = /<(?:dd|td)[^>]* class="hash">[^]*?<bdi>([0-9a-f]{64})/.exec(html)?.[1];
  const text = execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8' }).replace(/\s/g, '');
  if (hash === undefined || !text.includes(hash)) fault(file, `a hash is not whole on paper`);
}

async function check(browser, file) {
  const { context, page } = await open(browser, file, {});
  await checkPage(page, file);
  if (!isPortfolio(file)) await checkFigures(page, file);
  await checkWidths(page, file);
  await checkPrintWidths(page, file);
  await checkPaper(page, file);
  await context.close();
  await checkAnswers(browser, file);
  await checkAccess(browser, file);
  const other = file.endsWith('-zh.html') ? file.replace('-zh.', '-en.') : file.replace('-en.', '-zh.');
  if (demo && !existsSync(join(folder, other))) fault(file, 'not in the other language');
}

const began = Date.now();
const files = readdirSync(folder).filter((name) => name.endsWith('.html')).sort();
if (files.length === 0) fault(folder, 'no pages');
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
const left = [...files];
await Promise.all(Array.from({ length: atOnce }, async () => {
  for (let file = left.shift(); file !== undefined; file = left.shift()) await check(browser, file);
}));
await browser.close();
// Of the five only what one kind of pages cannot have may be without an answer in all of them.
for (const id of Object.keys(figures))
  if (!answeredOf.has(id) && id !== (demo ? 'air_quality_index' : 'protected_zone')) fault(folder, `no page answers ${id}`);
process.stdout.write(`${files.length} pages, ${faults} faults, ${Math.round((Date.now() - began) / 1000)} s\n`);
process.exit(faults === 0 ? 0 : 1);
