import { accountIn, currentRequest, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { callAt } from '../graphql/call.js';
import { Instance } from '../graphql/types.js';
import { batched } from '../graphql/views.js';
import { addAttachments } from '../permissions.js';
import { HandedPhotos } from './deciding.js';
import { HandInLinks } from './links.js';
import { openFor } from './open.js';
import { MOST_PHOTOS } from './refusals.js';
import { linksOf, photosOf, type HandedPhotoRow, type HandInLinkRow } from './rows.js';
import { HandedPhoto, HandedPhotoStateName, HandIn, HandInLink, HandInLinkState } from './types.js';

const STATION = { type: () => ID };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };
const STATES = { waiting: HandedPhotoStateName.WAITING, accepted: HandedPhotoStateName.ACCEPTED, refused: HandedPhotoStateName.REFUSED, lapsed: HandedPhotoStateName.LAPSED } as const;

/** Photos handed in by people without an account: links to make and withdraw, photos to take or not. */
@Resolver(() => Instance)
export class HandedInResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly links: HandInLinks,
    private readonly photos: HandedPhotos,
  ) {}

  @ResolveField(() => HandIn, { nullable: true, description: 'Handing in photos; null for a workflow that takes none.' })
  async handIn(@Parent() { row, compiled }: Instance): Promise<HandIn | null> {
    const { handIn } = compiled;
    if (handIn === undefined) return null;
    const { id, stationId, exercise } = row;
    const open = await this.gate.inStation(stationId, (tenant) => openFor(tenant, compiled, row));
    const links = await batched('hand-in links', this.gate, stationId, (tenant, ids) => linksOf(tenant, stationId, ids), ({ instanceId }) => instanceId).load(id);
    const photos = await batched('handed photos', this.gate, stationId, (tenant, ids) => photosOf(tenant, stationId, ids), ({ instanceId }) => instanceId).load(id);
    const mayMake = open && !exercise && this.gate.may(addAttachments.id, { stationId });
    return Object.assign(new HandIn(), { title: handIn.title, open, mayMake, links: links.map((one) => this.viewLink(one)), photos: photos.map(viewPhoto) });
  }

  @Mutation(() => HandInLink, { description: 'Makes a link for handing in photos, to be shown as a code; those of the instance that nobody has opened are withdrawn. NOT_FOUND, HAND_IN_CLOSED, HAND_IN_EXERCISE.' })
  @Requires(addAttachments)
  async makeHandInLink(@Args('stationId', STATION) stationId: Id, @Args('instanceId', STATION) instanceId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<HandInLink> {
    return this.viewLink(await this.links.make(stationId, { instanceId: parseId(instanceId, 'instanceId'), idempotencyKey }));
  }

  @Mutation(() => HandInLink, { description: 'Withdraws a link for handing in photos: nothing more comes by it. NOT_FOUND.' })
  @Requires(addAttachments)
  async revokeHandInLink(@Args('stationId', STATION) stationId: Id, @Args('linkId', { type: () => ID, description: 'HandInLink.id.' }) linkId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<HandInLink> {
    return this.viewLink(await this.links.revoke(stationId, { linkId: parseId(linkId, 'linkId'), idempotencyKey }));
  }

  @Mutation(() => HandedPhoto, { description: 'Takes a photo that was handed in, as an attachment, or does not take it, and its bytes go. NOT_FOUND, HANDED_PHOTO_DECIDED, INSTANCE_CLOSED, STORAGE_FULL, STORAGE_UNAVAILABLE.' })
  @Requires(addAttachments)
  async decideHandedPhoto(
    @Args('stationId', STATION) stationId: Id,
    @Args('photoId', { type: () => ID, description: 'HandedPhoto.id. One decision counts, the first; repeated by whoever made it, it is the same.' }) photoId: Id,
    @Args('accept', { type: () => Boolean }) accept: boolean,
  ): Promise<HandedPhoto> {
    const [call, id] = [callAt(stationId), parseId(photoId, 'photoId')];
    return viewPhoto(await (accept ? this.photos.accept(call, id) : this.photos.refuse(call, id)));
  }

  private viewLink(row: HandInLinkRow): HandInLink {
    const { id, madeAt, expiresAt, photos, madeBy } = row;
    const state = stateOf(row, new Date());
    const own = state === HandInLinkState.WAITING && currentRequest().account.id === madeBy;
    return Object.assign(new HandInLink(), { row, id, state, madeAt, expiresAt, photos, address: own ? this.links.addressOf(row) : null });
  }
}

@Resolver(() => HandInLink)
export class HandInLinkResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String, { description: 'Who made it.' })
  async madeBy(@Parent() { row }: HandInLink): Promise<string> {
    return (await accountIn(this.gate, { stationId: row.stationId }, row.madeBy)).displayName;
  }
}

@Resolver(() => HandedPhoto)
export class HandedPhotoResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String, { nullable: true, description: 'Who decided about it; null while it waits, and where nobody did.' })
  async decidedBy(@Parent() { row }: HandedPhoto): Promise<string | null> {
    return row.decidedBy === null ? null : (await accountIn(this.gate, { stationId: row.stationId }, row.decidedBy)).displayName;
  }
}

function stateOf({ revokedAt, photos, expiresAt, openedAt }: HandInLinkRow, now: Date): HandInLinkState {
  if (photos >= MOST_PHOTOS) return HandInLinkState.FULL;
  if (revokedAt !== null) return HandInLinkState.REVOKED;
  if (expiresAt <= now) return HandInLinkState.EXPIRED;
  return openedAt === null ? HandInLinkState.WAITING : HandInLinkState.OPENED;
}

function viewPhoto(row: HandedPhotoRow): HandedPhoto {
  const { id, state, handedAt, bytes, decidedAt } = row;
  return Object.assign(new HandedPhoto(), { row, id, state: STATES[state], handedAt, bytes, decidedAt });
}
