import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { jar, sent, service, settle, variants } from './page.mjs';

const OFF = { preferences: false, statistics: false, marketing: false, media: false };

for (const [name, parts] of variants) {
  beforeEach(() => {
    jar.clear();
    parts.refresh();
    parts.forget();
    sent.length = 0;
    service.answer = { status: 201, body: { id: 'r1', receipt: null, grant: 'g1' } };
  });

  test(`${name}: before a decision everything but necessary is refused`, () => {
    const names = ['necessary', 'media', 'unheard-of', '__proto__', 'constructor', ''];
    assert.deepEqual(
      names.map((purpose) => parts.allows(purpose)),
      [true, false, false, false, false, false],
    );
    parts.track('early');
    assert.deepEqual([jar.size, sent.length], [0, 0]);
  });

  test(`${name}: a refusal is recorded and keeps no identifier`, async () => {
    service.answer.body.grant = null;
    parts.refuse('banner')();
    await settle();
    assert.equal(sent[0].url, 'https://consent.example/api/consent');
    assert.deepEqual([sent[0].body.action, sent[0].body.purposes], ['refuse', OFF]);
    assert.equal(sent[0].body.page, 'https://shop.example/page');
    assert.doesNotMatch(jar.get('eu-consent')?.value || '', /id=|grant=/);
  });

  test(`${name}: a grant is kept, used for measuring, and handed back at withdrawal`, async () => {
    parts.change('panel', { statistics: true })();
    parts.on('granted', () => parts.view());
    await settle();
    assert.match(jar.get('eu-consent')?.value || '', /id=r1&grant=g1$/);
    parts.track('signup', { plan: 'free' });
    assert.deepEqual([sent.at(-1)?.body.grant, sent.at(-1)?.body.props], ['g1', { plan: 'free' }]);
    assert.match(jar.get('temoin_id')?.value || '', /^[0-9a-f]{32}$/);
    assert.equal(jar.get('temoin_id')?.age, 395 * 86400);
    parts.withdraw('banner')();
    await settle();
    assert.deepEqual([sent.at(-1)?.body.action, sent.at(-1)?.body.grant], ['withdraw', 'g1']);
    const before = sent.length;
    parts.track('late');
    assert.equal(sent.length, before);
  });

  test(`${name}: switches that all are off after a grant are a withdrawal`, async () => {
    parts.change('panel', { media: true })();
    await settle();
    parts.change('panel', { media: false })();
    await settle();
    assert.deepEqual(
      sent.map(({ body }) => body.action),
      ['custom', 'withdraw'],
    );
  });

  test(`${name}: a recipient refused alone is named, kept, and follows its purpose when that changes (CNIL-09)`, async () => {
    const ads = 'marketing:exemple-ads';
    parts.change('panel', { marketing: true, [ads]: false, 'marketing:nobody': false })();
    await settle();
    const { action, vendors } = sent[0].body;
    assert.deepEqual([action, vendors], ['custom', { 'exemple-ads': false }]);
    assert.match(jar.get('eu-consent')?.value || '', /&marketing:exemple-ads=false&/);
    parts.change('api', { preferences: true, statistics: true, media: true })();
    await settle();
    assert.deepEqual([sent[1].body.action, sent[1].body.vendors], ['custom', vendors]);
    const who = ['exemple-ads', 'regie-demo', 'nobody', undefined];
    assert.deepEqual(
      who.map((vendor) => parts.allows('marketing', vendor)),
      [false, true, true, true],
    );
    parts.change('api', { marketing: true })();
    await settle();
    assert.deepEqual([sent[2].body.action, sent[2].body.vendors], ['accept', undefined]);
    parts.change('api', { marketing: false })();
    parts.change('api', { [ads]: true })();
    assert.equal(parts.allows('marketing', 'exemple-ads'), false);
  });

  test(`${name}: nothing inherited and no truthy value grants`, () => {
    parts.change('api', Object.create({ marketing: true }))();
    parts.change('api', { media: 'yes', statistics: 1 })();
    assert.deepEqual(parts.consent().purposes, OFF);
  });

  test(`${name}: an older answer never overrules a newer decision`, async () => {
    parts.change('panel', { media: true })();
    parts.refuse('panel')();
    await settle();
    assert.doesNotMatch(jar.get('eu-consent')?.value || '', /true|id=/);
  });

  for (const [what, answer] of [
    ['an unreachable service', null],
    ['a service in trouble', { status: 500, body: {} }],
    ['an answer of another kind', { status: 200, body: ['no'] }],
    ['identifiers that are no text', { status: 201, body: { id: {}, grant: 7 } }],
  ]) {
    test(`${name}: ${what} changes nothing about the choice`, async () => {
      service.answer = answer;
      parts.change('panel', { media: true })();
      await settle();
      assert.equal(parts.allows('media'), true);
      assert.doesNotMatch(jar.get('eu-consent')?.value || '', /id=|grant=/);
      service.answer = null;
      parts.refuse('panel')();
    });
  }

  test(`${name}: keys are version 4 UUIDs and JSON ignores toJSON of the page`, () => {
    assert.match(parts.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    const prototype = /** @type {any} */ (Array.prototype);
    prototype.toJSON = () => 'patched';
    assert.equal(parts.toJson([{ a: ['x'] }]), '[{"a":["x"]}]');
    delete prototype.toJSON;
  });

  test(`${name}: a listener that throws is reported, stops no other, and can be taken off`, (t) => {
    /** @type {(() => void)[]} */
    const later = [];
    t.mock.method(globalThis, 'setTimeout', (/** @type {() => void} */ run) => later.push(run));
    /** @type {unknown[]} */
    const heard = [];
    const off = parts.on('x', () => {
      throw new Error('of the page');
    });
    parts.on('x', (detail) => heard.push(detail));
    parts.emit('x', 1);
    off();
    parts.emit('x', 2);
    assert.deepEqual(heard, [1, 2]);
    assert.equal(later.length, 1);
    assert.throws(later[0], /of the page/);
  });
}
