import type { Json, JsonObject } from './types.js';

const title = (zhCN: string, en: string) => ({ 'zh-CN': zhCN, en });
const named = (zhCN: string, en: string): JsonObject => ({ type: 'string', minLength: 1, maxLength: 60, title: title(zhCN, en) });

/**
 * One signature. `finger`: the signer drew it. `witness`: the signer cannot write, a witness drew theirs. `fingerprint`: the signer's
 * fingerprint is on the paper, and a witness saw it. `image` is the id of the attachment that shows it.
 */
const SIGNATURE: JsonObject = {
  type: 'object',
  required: ['signer', 'name', 'role', 'way', 'at', 'text', 'readBy', 'readAt'],
  properties: {
    signer: { ...named('签署人编号', 'Key of the signer'), pattern: '^[a-z][A-Za-z0-9]*$' },
    name: named('签署人', 'Signer'),
    role: named('身份', 'As what'),
    way: {
      title: title('签署方式', 'How'),
      oneOf: [
        { const: 'finger', title: title('手指签名', 'By finger') },
        { const: 'witness', title: title('见证人代签', 'A witness signed') },
        { const: 'fingerprint', title: title('纸上捺印', 'Fingerprint on paper') },
      ],
    },
    image: { type: 'string', format: 'uuid', title: title('签名图像', 'Image') },
    witness: named('见证人', 'Witness'),
    at: { type: 'string', format: 'date-time', title: title('签署时间', 'Signed at') },
    text: { type: 'string', pattern: '^[0-9a-f]{64}$', title: title('所签文本的 SHA-256', 'SHA-256 of the text') },
    readBy: named('宣读人', 'Read out by'),
    readAt: { type: 'string', format: 'date-time', title: title('宣读时间', 'Read out at') },
  },
};
const MOST_SIGNERS = 60;

/** A schema whose signature fields (`x-signature`) say what they hold; an author writes only that they are such. */
export function withSignatures(schema: JsonObject): JsonObject {
  const properties = schema['properties'];
  if (!isObject(properties) || !Object.values(properties).some(isSignatures)) return schema;
  return { ...schema, properties: Object.fromEntries(Object.entries(properties).map(([key, field]) => [key, isSignatures(field) ? { ...field, maxItems: MOST_SIGNERS, items: SIGNATURE } : field])) };
}

/** Whether a field of a schema holds signatures. */
export function isSignatures(field: Json | undefined): field is JsonObject {
  return isObject(field) && field['x-signature'] !== undefined;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
