import { createHmac } from 'node:crypto';
import { deriveKey, deriveKeys, openSecret, sealSecret, type Keys, type KeySettings, type OpenSealed } from '@stationhouse/access';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import { encryptedPaths, isSealed, mapEncrypted, mapEncryptedAnswer, sealedPart, sealedText, unsealedIn, valueAt, type CompiledWorkflow, type JsonObject, type Snapshot, type StartEvent, type WorkflowEvent } from '@stationhouse/workflow';

/** The instance that a value belongs to: sealed for it, it opens nowhere else. */
export interface SealedIn {
  readonly stationId: Id;
  readonly instanceId: Id;
}

/**
 * Seals the encrypted fields of instances (`x-encrypted: true`; AES-256-GCM) as they come in, and opens them for whoever may read one.
 * Between the two – in snapshots, histories, effects, jobs, copies – nothing but what is sealed is found.
 */
export class EncryptedFields {
  private readonly keys: Keys;
  private readonly printKey: Uint8Array;

  constructor(settings: KeySettings) {
    this.keys = deriveKeys(settings, 'encrypted-field');
    this.printKey = deriveKey(settings.tokenKey, 'command-print');
  }

  /** The event with what its form encrypts sealed; the event itself where that is nothing. */
  sealed<Event extends WorkflowEvent | StartEvent>(compiled: CompiledWorkflow, event: Event, of: SealedIn): Event {
    return mapEncryptedAnswer(compiled, event, (said) => sealedText(sealSecret(this.keys, said, ownerOf(of))));
  }

  /** Opens what was sealed in an instance: for `maskBySchema`, where one record is read. @returns a function that throws for what was sealed elsewhere, or by a key nobody has any more */
  opener(of: SealedIn): OpenSealed {
    return (said) => {
      if (!isSealed(said)) throw new Error('An encrypted field holds what nobody has sealed.');
      return openSecret(this.keys, sealedPart(said), ownerOf(of));
    };
  }

  /** The data of an instance with everything opened: for look-ups of the plugin itself, which tell ids, codes and numbers alone. */
  opened({ dataSchema }: CompiledWorkflow, data: JsonObject, of: SealedIn): JsonObject {
    return mapEncrypted(dataSchema, data, this.opener(of));
  }

  /** Names a command by its content without telling it: what it holds may be short enough to be guessed from a bare hash. */
  print(fingerprint: string): string {
    return createHmac('sha256', this.printKey).update(fingerprint).digest('base64url');
  }
}

/**
 * What starts an instance without a person – another workflow, an event, a schedule – has written down what it hands over, and cannot hand over what is to be
 * encrypted.
 * @throws StationhouseError DATA_INVALID
 */
export function requireNoneEncrypted({ startForm }: CompiledWorkflow, data: JsonObject): void {
  const [given] = encryptedPaths(startForm.schema).filter((path) => valueAt(data, path) !== undefined);
  if (given === undefined) return;
  const field = given.join('.');
  throw new StationhouseError('DATA_INVALID', text(`“${field}”加密保存，只能由人填写，不能由事件或其他事项带入。`, `"${field}" is encrypted: a person gives it, no event and no other instance does.`), { field });
}

/** The last look before a step is written. @throws Error for data that hold an encrypted field unsealed: a mistake of the program's */
export function requireSealed({ dataSchema, id }: CompiledWorkflow, snapshot: Snapshot): void {
  if (encryptedPaths(dataSchema).length === 0) return;
  const [open] = unsealedIn(dataSchema, snapshot.data);
  if (open !== undefined) throw new Error(`"${open.join('.')}" of "${id}" was to be written without being sealed.`);
}

const ownerOf = ({ stationId, instanceId }: SealedIn): string => `${stationId}/${instanceId}`;
