import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { lookForBlock, removeBlock, writeBlock } from '../../src/core/tools/dbt-block.ts';
import { whyNotAdded } from '../../src/core/tools/dbt-yaml.ts';
import { findPython } from '../support/rest-examples.ts';

const python = findPython('yaml') ?? '';
const BODY = ['"work":', '  target: databricks', '  outputs: {}'];
const add = (text: string) => writeBlock(text, 'work', BODY);
const whyNot = (text: string) => whyNotAdded(text, add(text), 'work');

/** Files of people who care for them: comments, anchors, quotes, folds, tabs in comments, odd ends. */
const FILES = {
  empty: '',
  'a byte order mark': '\uFEFF',
  'only a comment': '# mine',
  plain: 'shop:\n  target: dev\n  outputs:\n    dev: {type: databricks}\n',
  'Windows line endings': '# mine\r\nshop:\r\n  target: dev   # here\r\n',
  'no final newline': "shop: {target: 'dev', outputs: {}}",
  'blank lines at the end': 'shop:\n  target: dev\n\n\n',
  'anchors and merges':
    'base: &base\n  type: databricks\n\nshop:\n  outputs:\n    dev:\n      <<: *base\n      threads: 0x4\n',
  'a folded text at the end': 'shop:\n  note: >\n    a\n    b\n',
  'a byte order mark and comments': '\uFEFF# é 東京\n"shop" : # x\n  target: "d\\u0065v"\n',
  'a document start': '---\nshop:\n  target: dev\n',
};

describe('a block in a profiles.yml', () => {
  test.each(Object.entries(FILES))('%s: put there, replaced, and taken out again to the byte', (_, text) => {
    expect(whyNot(text)).toBeUndefined();
    const added = add(text);
    expect(lookForBlock(added, 'work')).toBe('ours');
    expect(add(added)).toBe(added);
    const replaced = writeBlock(added, 'work', [...BODY, '  x: 1']);
    expect(lookForBlock(replaced, 'work')).toBe('ours');
    expect(removeBlock(replaced, 'work')).toBe(text);
    if (/\r\n/.test(text)) expect(added.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('a name that begins like another’s has a block of its own', () => {
    const both = add(writeBlock('', 'work west', ['"work west":', '  outputs: {}']));
    expect(lookForBlock(both, 'work')).toBe('ours');
    expect(lookForBlock(removeBlock(both, 'work'), 'work west')).toBe('ours');
    expect(lookForBlock(removeBlock(both, 'work'), 'work')).toBe('nothing');
  });

  test.runIf(python)('dbt’s own reader sees one more profile, and the others as before', () => {
    const script =
      'import json,sys,yaml; print(json.dumps([yaml.safe_load(t) for t in json.load(sys.stdin)]))';
    const texts = Object.values(FILES);
    const input = JSON.stringify([...texts, ...texts.map(add)]);
    const { stdout, stderr } = spawnSync(python, ['-c', script], { input, encoding: 'utf8' });
    expect(stderr).toBe('');
    const read = JSON.parse(stdout);
    texts.forEach((_, index) => {
      const entry = { work: { target: 'databricks', outputs: {} } };
      expect(read[texts.length + index]).toEqual({ ...read[index], ...entry });
    });
  });

  test.each([
    ['a profile of that name', 'work:\n  target: dev\n', /already a dbt profile/],
    ['that name in other words', '? "wo\\u0072k"\n: target: dev\n', /already a dbt profile/],
    ['braces', '{shop: {target: dev}}\n', /not valid|laid out/],
    ['an indented root', '  shop:\n    target: dev\n', /not valid|laid out/],
    ['a list', '- shop\n', /not a list of dbt profiles|not valid/],
    ['two documents', 'a: 1\n---\nb: 2\n', /more than one/],
    ['an end of document', 'a: 1\n...\n', /more than one|not valid|laid out/],
    ['no YAML', 'shop: [\n', /not valid YAML/],
    ['a name twice', 'shop: 1\nshop: 2\n', /not valid YAML/],
    ['an unknown alias', 'shop: *nobody\n', /not valid YAML/],
  ])('refused: %s', (_, text, reason) => {
    expect(whyNot(text)).toMatch(reason);
  });

  test('one that was edited, or has lost its last line, stays', () => {
    const added = add('shop: 1\n');
    for (const edited of [added.replace('databricks', 'mine'), added.replace(/# <<<.*\n/, '')]) {
      expect(lookForBlock(edited, 'work')).toBe('other');
      expect(add(edited)).toBe(edited);
      expect(removeBlock(edited, 'work')).toBe(edited);
    }
  });
});
