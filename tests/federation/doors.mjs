// What strangers find: nothing. And what those find who have the link.

import assert from 'node:assert/strict';

/** @param {string} link */
export async function checkDoors(link) {
  const { origin, hash } = new URL(link);
  const invitation = { 'kiln-invitation': hash.slice(1) };
  const status = async (/** @type {string} */ place, /** @type {RequestInit} */ init = {}) =>
    (await fetch(origin + place, init)).status;
  const post = { method: 'POST', headers: invitation };
  // Flower would let anybody run programs by some of these.
  const closed = [
    '/v1/control/list-runs',
    '/v1/control/start-run',
    '/v1/runtime/pull-task',
    '/v1/fleet/unregister-node',
    '/v1/fleet/get-fab',
    '/v1/fleet/../control/list-runs',
    '/v1/fleet/%2e%2e%2fcontrol%2flist-runs',
    '/',
  ];
  for (const place of closed) assert.equal(await status(place, post), 404, place);
  for (const place of ['/', '/v1/fleet/pull-messages', '/model.safetensors', '/docs', '/openapi.json']) {
    assert.equal(await status(place, { headers: invitation }), 404, place);
  }
  for (const headers of [{}, { 'kiln-invitation': 'another' }]) {
    assert.equal(await status('/federation.json', { headers }), 404);
    assert.equal(await status('/v1/fleet/register-node', { method: 'POST', headers }), 404);
  }
  const answer = await fetch(`${origin}/federation.json`, { headers: invitation });
  assert.equal(answer.status, 200);
  assert.ok(Math.abs(Date.parse(answer.headers.get('date') ?? '') - Date.now()) < 5000);
  const { project, state } = await answer.json();
  assert.equal(project.title, 'Flowers of the neighbourhood');
  assert.equal(project.judge, undefined);
  assert.equal(state.phase, 'waiting');
}
