export { GRADES, phoneKey } from './alert.js';
export { FRAUD_CATEGORIES, rankCategories, suggestCategory, type FraudCategory, type SuggestedCategory } from './categories.js';
export { categoryNamed, measureCategories, tableOf, type LabelledNarrative, type MeasuredCategories } from './categories-measure.js';
export { findCredentials, type Credential, type FoundCredential } from './credentials.js';
export { screens } from './credential-screen.js';
export { messagesFor, type MessageKey, type PreparedMessage } from './messages.js';
export { rules } from './rules.js';
export { callScript, PAYING_ANSWERS, PLACE_ANSWERS, warningOf, type ScriptAnswer, type ScriptCard } from './script.js';
