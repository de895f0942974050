export { findCredentials, type Credential, type FoundCredential } from './credentials.js';
export { rules } from './rules.js';
