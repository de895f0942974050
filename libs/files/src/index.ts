export type { Blob, BlobStore, ByteRange, PutOptions } from './blob-store.js';
export { FolderBlobStore, storageFull, systemCode, type OpenForWriting } from './folder-store.js';
