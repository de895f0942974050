export type { Blob, BlobStorage, BlobStore, ByteRange, PutOptions } from './blob-store.js';
export { FolderStorage } from './folder-store.js';
export { fileTooLarge, storageFull, storageUnavailable, systemCode } from './refusals.js';
export { S3Storage, type S3Options } from './s3-store.js';
export type { OpenForWriting } from './spool.js';
export { claimedType, FILE_TYPES, requireClaim, requireContent, type FileType } from './types.js';
export { defineDocument, documentTemplate, SIGNATURES, type DocumentDeclaration, type Schema, type TemplateSource } from './documents/declaration.js';
export type { TemplateCheck, TemplateProblem } from './documents/problems.js';
export { kindOf, tagsOf, type TagKind, type TagMeaning } from './documents/schema.js';
