import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { text, type Bilingual } from '@stationhouse/kernel';
import { toJson } from './cel-types.js';
import type { Expression, Expressions } from './expressions.js';
import type { Definition } from './grammar.js';
import type { Problems } from './problems.js';
import { isBilingual } from './schema.js';
import { isObject, isSignatures } from './signature-field.js';
import type { FormProblem, Json, JsonObject } from './types.js';

/** Somebody who signs: a party, a guardian, whoever mediated. */
export interface Signer {
  /** Names them among the signers of this text: `party0`, `guardian1`, `host`. */
  readonly key: string;
  readonly name: string;
  /** As what they sign. */
  readonly role: Bilingual;
}

/** What lies before those who sign. */
export interface Signing {
  /** The field of the form that holds the signatures. */
  readonly field: string;
  /** What is read out and signed. */
  readonly text: string;
  /** Of the text in UTF-8, 64 hexadecimal digits; each signature repeats it. */
  readonly sha256: string;
  readonly signers: readonly Signer[];
}

/** A form's signature field, ready to be asked. */
export interface SigningPlan {
  readonly field: string;
  readonly text: Expression;
  readonly signers: Expression;
}

/** The signature fields of a definition's forms, their expressions compiled; what is wrong with them is noted. */
export function signingPlans(definition: Definition, expressions: Expressions, problems: Problems): Readonly<Record<string, SigningPlan>> {
  const asked = new Set([definition.startForm, ...Object.values(definition.events ?? {}).flatMap(({ form }) => form ?? [])]);
  checkFields(definition.data as JsonObject, ['data'], problems);
  return Object.fromEntries(
    Object.entries(definition.forms ?? {}).flatMap(([form, { schema }]): [string, SigningPlan][] => {
      const at = ['forms', form, 'schema'];
      const [found, ...more] = checkFields(schema as JsonObject, at, problems);
      if (found === undefined) return [];
      const place = [...at, 'properties', found[0], 'x-signature'];
      if (more.length > 0 || asked.has(form)) problems.add('SIGNATURE_PLACE', place, text('一张表单只能有一个签名字段，且只能是任务的表单。', 'A form holds one signature field at most, and only the form of a task may.'));
      const asks = found[1]['x-signature'];
      if (!isObject(asks) || typeof asks['text'] !== 'string' || typeof asks['signers'] !== 'string' || Object.keys(asks).length !== 2) {
        problems.add('SIGNATURE_FIELD', place, text('请写 x-signature: { text: 所签文本的表达式, signers: 签署人的表达式 }。', 'Write x-signature: { text: an expression of the text, signers: an expression of who signs }.'));
        return [];
      }
      const compiled = (key: 'text' | 'signers', expected: string) => expressions.compile(String(asks[key]), { place: undefined, scope: { args: new Map() }, at: [...place, key], withState: false, expected: [expected], strict: true });
      const [said, signers] = [compiled('text', 'string'), compiled('signers', 'list<dyn>')];
      return said === undefined || signers === undefined ? [] : [[form, { field: found[0], text: said, signers }]];
    }),
  );
}

/** What is to be signed by an instance's data now. @throws ExpressionFailure */
export function askSigning(plan: SigningPlan, { data, now, timeZone }: { readonly data: JsonObject; readonly now: Date; readonly timeZone: string }): Signing {
  const evaluation = { data, event: {}, now, timeZone, enteredAt: () => now };
  const said = String(plan.text.evaluate(evaluation));
  const listed = toJson(plan.signers.evaluate(evaluation));
  return { field: plan.field, text: said, sha256: textHash(said), signers: Array.isArray(listed) ? (listed as readonly Json[]).flatMap(signerOf) : [] };
}

/** What is wrong with the signatures of an answer: of another text, by nobody who is asked, twice, or without what shows them. Who must have signed is the definition's to say. */
export function signatureProblems({ field, sha256: hash, signers }: Signing, answer: JsonObject): readonly FormProblem[] {
  const given = answer[field];
  if (!Array.isArray(given)) return [];
  const seen = new Set<unknown>();
  return (given as readonly JsonObject[]).flatMap((one, index): FormProblem[] => {
    const problem = (message: Bilingual): FormProblem[] => [{ field: `${field}.${index}`, text: message }];
    const signer = signers.find(({ key }) => key === one['signer']);
    const again = seen.has(one['signer']);
    seen.add(one['signer']);
    if (signer === undefined) return problem(text('此人不在签署人之列，请重新打开任务后签署。', 'This person is not asked to sign. Open the task again.'));
    if (again) return problem(text(`${signer.name}签了两次，请保留一次。`, `${signer.name} signed twice. Keep one.`));
    if (one['text'] !== hash) return problem(text('签名后文本有变动，请按现在的文本重新宣读、签署。', 'The text has changed since this was signed. Read out and sign what it says now.'));
    if (one['way'] !== 'fingerprint' && one['image'] === undefined) return problem(text(`缺少${signer.name}的签名图像，请重新签署。`, `There is no image of the signature of ${signer.name}. Sign again.`));
    if (one['way'] !== 'finger' && one['witness'] === undefined) return problem(text(`${signer.name}不能签名的，请写明见证人。`, `${signer.name} did not sign in person: name the witness.`));
    return [];
  });
}

/** The attachments an answer's signatures name, without repetition. */
export function signatureImages(field: string, answer: JsonObject): readonly string[] {
  const given = answer[field];
  const images = Array.isArray(given) ? (given as readonly Json[]).flatMap((one) => (isObject(one) && typeof one['image'] === 'string' ? [one['image']] : [])) : [];
  return [...new Set(images)];
}

/** SHA-256 of a text in UTF-8, in hexadecimal. */
export function textHash(said: string): string {
  return bytesToHex(sha256(utf8ToBytes(said)));
}

function checkFields(schema: JsonObject, at: readonly string[], problems: Problems): [string, JsonObject][] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const found = Object.entries(properties).filter((entry): entry is [string, JsonObject] => isSignatures(entry[1]));
  for (const [key, field] of found) {
    if (field['type'] !== 'array' || (field['x-personal'] !== 'P2' && field['x-personal'] !== 'P3')) {
      problems.add('SIGNATURE_FIELD', [...at, 'properties', key], text('签名字段须为 type: array，且 x-personal 为 P2 或 P3。', 'A signature field is type: array with x-personal P2 or P3.'));
    }
  }
  return found;
}

function signerOf(value: Json): Signer[] {
  if (!isObject(value)) return [];
  const { key, name, role } = value;
  return typeof key === 'string' && typeof name === 'string' && isBilingual(role) ? [{ key, name, role }] : [];
}
