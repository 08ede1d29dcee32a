import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jar, variants } from './page.mjs';

const now = () => Math.floor(Date.now() / 1000);
const DAYS = 182 * 86400;

for (const [name, parts] of variants) {
  const { formatChoice, parseChoice, readCookies, remaining, writeCookie } = parts;
  const again = (/** @type {string} */ text) => {
    const choice = parseChoice(text);
    return choice && formatChoice(choice);
  };

  test(`${name}: a choice is written as it was read`, () => {
    const text = `preferences=false&statistics=true&marketing=false&media=true&revision=3&at=${now()}&id=r1&grant=g1`;
    assert.equal(again(text), text);
  });

  test(`${name}: a refusal carries no identifier, even if its cookie did`, () => {
    const off = `preferences=false&statistics=false&marketing=false&media=false&revision=3&at=${now()}`;
    assert.equal(again(`${off}&id=r1&grant=g1`), off);
  });

  test(`${name}: a purpose that the cookie does not name is refused, one that is gone is dropped`, () => {
    const text = again(`media=true&gone=true&__proto__=true&at=${now()}`);
    assert.match(text || '', /^preferences=false&statistics=false&marketing=false&media=true&rev/);
    assert.doesNotMatch(text || '', /gone|proto/);
  });

  test(`${name}: identifiers survive whatever characters they have`, () => {
    const id = encodeURIComponent('a=b&c;d "é%');
    const text = again(`media=true&at=${now()}&id=${id}`);
    assert.equal(new URLSearchParams(text || '').get('id'), 'a=b&c;d "é%');
    assert.doesNotMatch(text || '', /[;,\s"]/);
  });

  test(`${name}: a recipient is refused alone only within a granted purpose of the site (CNIL-09)`, () => {
    const off = 'preferences=false&statistics=false';
    const marks = 'marketing:exemple-ads=false';
    const rest = `revision=3&at=${now()}`;
    const text = `${off}&marketing=true&media=false&${marks}&${rest}`;
    assert.equal(again(text), text);
    assert.doesNotMatch(again(text.replace(marks, 'marketing:gone=false')) || '', /gone/);
    assert.doesNotMatch(again(text.replace('marketing=true', 'marketing=false')) || '', /:/);
    assert.doesNotMatch(again(text.replace('ads=false', 'ads=true')) || '', /:/);
  });

  const unreadable = [
    ['nothing', ''],
    ['words', 'garbage'],
    ['broken escapes', '%E0%A4%A'],
    ['no time', 'media=true'],
    ['a time that is none', 'media=true&at=soon'],
    ['a time to come', `media=true&at=${now() + 2 * 86400}`],
    ['a choice that has ended', `media=true&at=${now() - DAYS}`],
    ['purposes of another site', `other=true&at=${now()}`],
    ['neither true nor false', `media=TRUE&at=${now()}`],
    ['JSON', '{"media":true}'],
  ];
  for (const [what, text] of unreadable) {
    test(`${name}: ${what} is no decision`, () => assert.equal(parseChoice(text), null));
  }

  test(`${name}: the end of a choice counts from the decision`, () => {
    assert.ok(Math.abs(remaining(now() - 100) - (DAYS - 100)) <= 1);
    assert.ok(parseChoice(`media=true&at=${now() - DAYS + 60}`));
  });

  test(`${name}: cookies are told apart by their whole name`, () => {
    jar.clear();
    writeCookie('x-eu-consent', 'other', 10);
    writeCookie('eu-consent', 'ours', 10);
    assert.deepEqual(readCookies('eu-consent'), ['ours']);
    writeCookie('eu-consent', '', 0);
    assert.deepEqual(readCookies('eu-consent'), []);
  });
}
