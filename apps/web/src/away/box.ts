/** What the phone keeps lies in boxes that only a key which scripts cannot read opens (AES-GCM; the key is not extractable). */
export interface Box {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly sealed: ArrayBuffer;
}

/** A new key. Wiping it makes everything sealed with it unreadable. @throws TypeError where the page is not served securely */
export function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** True where the browser lets a page encrypt: over https, or on the machine itself. */
export function maySeal(): boolean {
  return globalThis.isSecureContext === true && globalThis.crypto?.subtle !== undefined && globalThis.indexedDB !== undefined;
}

export async function sealBytes(key: CryptoKey, bytes: BufferSource): Promise<Box> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes) };
}

/** @throws OperationError when the box was sealed with another key, or changed */
export function openBytes(key: CryptoKey, { iv, sealed }: Box): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed);
}

export function seal(key: CryptoKey, value: unknown): Promise<Box> {
  return sealBytes(key, new TextEncoder().encode(JSON.stringify(value)));
}

export async function open<Value>(key: CryptoKey, box: Box): Promise<Value> {
  return JSON.parse(new TextDecoder().decode(await openBytes(key, box))) as Value;
}
