import { codeOf, serverClock, type AwayCommand, type WaitingCommand } from '@stationhouse/plugin-web';
import { maySeal } from './box.js';
import { deliverCommand } from './deliver.js';
import { rememberAway, type AwayOwner } from './door.js';
import { sentOf } from './queue.js';
import { AwayStore, type GivenCommand } from './store.js';

export { onAwayChange } from './store.js';

const NONE: ReadonlyMap<string, Blob> = new Map();

/** Sends what a page says, or keeps it where no server answers and where something said before still waits: the order is kept. */
export async function send(owner: AwayOwner, { key, files, ...said }: AwayCommand): Promise<'sent' | 'kept'> {
  const command: GivenCommand = { ...said, givenAt: serverClock.now().toISOString(), ...(files === undefined ? {} : { attachTo: { stationId: files.stationId, instanceId: files.instanceId } }) };
  const pictures = files?.blobs ?? NONE;
  const store = new AwayStore(owner.accountId);
  const behind = maySeal() && (await store.list()).some(({ state }) => state === 'waiting');
  if (!behind) {
    try {
      if (navigator.onLine || !maySeal()) {
        await deliverCommand(command, pictures, key);
        return 'sent';
      }
    } catch (error) {
      if (!maySeal() || sentOf(codeOf(error)) !== 'unreachable') throw error;
    }
  }
  await store.say(key, command, pictures);
  rememberAway(owner.accountId, owner.idleMinutes);
  return 'kept';
}

export async function keep(owner: AwayOwner, name: string, value: unknown): Promise<void> {
  if (!maySeal()) return;
  await new AwayStore(owner.accountId).keepOf(name, value);
  if (value !== undefined) rememberAway(owner.accountId, owner.idleMinutes);
}

export async function kept(accountId: string, name: string): Promise<unknown> {
  return maySeal() ? new AwayStore(accountId).keptOf(name) : undefined;
}

export async function waiting(accountId: string): Promise<readonly WaitingCommand[]> {
  if (!maySeal()) return [];
  const said = [...(await new AwayStore(accountId).list())].sort((left, right) => left.serial - right.serial);
  return said.flatMap((one) => (one.taskId === undefined ? [{ key: one.key, title: one.title, path: one.path, givenAt: one.givenAt, state: one.state }] : []));
}
