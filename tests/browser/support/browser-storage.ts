/** What a browser keeps for the page: its database, copied out of it and put back. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { fixture } from './studio.js';

/** What JSON has no word for. Bytes are base64, or those of a fixture. */
export type Special =
  | { $: 'undefined' }
  | { $: 'Float32Array' | 'Uint8Array'; bytes: string }
  | { $: 'Blob' | 'File'; type: string; name?: string; lastModified?: number; bytes?: string; fixture?: string };

export interface Dump {
  version: number;
  stores: {
    name: string;
    keyPath: string | null;
    indexes: { name: string; keyPath: string }[];
    /** Keys stand in the values where there is a path to them. */
    entries: { key: unknown; value: unknown }[];
  }[];
  localStorage: Record<string, string>;
}

const DATABASE = 'kiln';

/** The whole database, and the page's other storage. */
export function copyStorage(page: Page): Promise<Dump> {
  return page.evaluate(async (name) => {
    const base64 = (bytes: Uint8Array) => {
      let letters = '';
      for (const byte of bytes) letters += String.fromCharCode(byte);
      return btoa(letters);
    };
    const encode = async (value: unknown): Promise<unknown> => {
      if (value === undefined) return { $: 'undefined' };
      if (value === null || typeof value !== 'object') return value;
      if (value instanceof Float32Array || value instanceof Uint8Array) {
        return {
          $: value.constructor.name,
          bytes: base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
        };
      }
      if (value instanceof Blob) {
        const file =
          value instanceof File ? { $: 'File', name: value.name, lastModified: value.lastModified } : { $: 'Blob' };
        return { ...file, type: value.type, bytes: base64(new Uint8Array(await value.arrayBuffer())) };
      }
      if (Array.isArray(value)) return Promise.all(value.map(encode));
      if (Object.getPrototypeOf(value) !== Object.prototype) throw new Error(`no words for ${value.constructor.name}`);
      return Object.fromEntries(
        await Promise.all(Object.entries(value).map(async ([key, one]) => [key, await encode(one)])),
      );
    };
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('the database cannot be read'));
      });
    const database = await done(indexedDB.open(name));
    const stores: Dump['stores'] = [];
    for (const storeName of database.objectStoreNames) {
      const store = database.transaction(storeName).objectStore(storeName);
      const indexes = Array.from(store.indexNames, (index) => ({
        name: index,
        keyPath: store.index(index).keyPath as string,
      }));
      const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
      const entries = await Promise.all(keys.map(async (key, index) => ({ key, value: await encode(values[index]) })));
      stores.push({ name: storeName, keyPath: store.keyPath as string | null, indexes, entries });
    }
    const { version } = database;
    database.close();
    return { version, stores, localStorage: { ...localStorage } };
  }, DATABASE);
}

/** Makes the storage of a fresh browser what it was. `page` shows a page of the same origin that has not opened it. */
export async function restoreStorage(page: Page, dump: Dump): Promise<void> {
  const whole = JSON.parse(JSON.stringify(dump), (_, value: unknown) => {
    const { fixture: name, ...rest } = (value ?? {}) as { fixture?: unknown };
    return typeof name === 'string' && '$' in rest
      ? { ...rest, bytes: readFileSync(fixture(name)).toString('base64') }
      : value;
  }) as Dump;
  await page.evaluate(
    async ({ name, dump }) => {
      const bytesOf = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const decode = (value: unknown): unknown => {
        if (value === null || typeof value !== 'object') return value;
        if (Array.isArray(value)) return value.map(decode);
        const special = value as Special & { bytes?: string };
        switch (special.$) {
          case 'undefined':
            return undefined;
          case 'Float32Array':
            return new Float32Array(bytesOf(special.bytes ?? '').buffer);
          case 'Uint8Array':
            return bytesOf(special.bytes ?? '');
          case 'Blob':
            return new Blob([bytesOf(special.bytes ?? '')], { type: special.type });
          case 'File':
            return new File([bytesOf(special.bytes ?? '')], special.name ?? '', {
              type: special.type,
              lastModified: special.lastModified ?? 0,
            });
          default:
            return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, decode(one)]));
        }
      };
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name, dump.version);
        request.onerror = () => reject(request.error ?? new Error('the database cannot be made'));
        request.onsuccess = () => resolve(request.result);
        request.onupgradeneeded = () => {
          for (const { name, keyPath, indexes } of dump.stores) {
            const store = request.result.createObjectStore(name, keyPath === null ? {} : { keyPath });
            for (const index of indexes) store.createIndex(index.name, index.keyPath);
          }
        };
      });
      const transaction = database.transaction(Array.from(database.objectStoreNames), 'readwrite');
      for (const { name, keyPath, entries } of dump.stores) {
        const store = transaction.objectStore(name);
        for (const { key, value } of entries) {
          if (keyPath === null) store.put(decode(value), key as IDBValidKey);
          else store.put(decode(value));
        }
      }
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new Error('the database cannot be filled'));
      });
      database.close();
      for (const [key, value] of Object.entries(dump.localStorage)) localStorage.setItem(key, value);
    },
    { name: DATABASE, dump: whole },
  );
}
