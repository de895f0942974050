import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { authoredName } from '@stationhouse/workflow';
import type { Authoring } from '../../../authoring/authoring.js';
import { editionsInForce, listAuthored } from '../../../authoring/rows.js';
import { authorWorkflows } from '../../../permissions.js';
import type { Scope } from '../../overlays.js';
import type { ConfigurationFile, ConfigurationPart, WriteFile } from '../part.js';

const FILES = /^workflows\/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\.yaml$/;

/** The workflows a bureau writes itself: the text in force of each, one a file. One that is retired is no part of how the bureau works. */
export class AuthoredFiles implements ConfigurationPart {
  readonly levels = ['bureau'] as const;
  readonly permission = authorWorkflows;
  readonly files = FILES;

  constructor(private readonly authoring: Authoring) {}

  async read(tenant: Tenant, { bureauId }: Scope): Promise<ConfigurationFile[]> {
    const inForce = await editionsInForce(tenant, bureauId);
    return (await listAuthored(tenant, bureauId)).flatMap(({ workflow, retiredAt }) => {
      const source = inForce.get(workflow)?.source;
      return source === undefined || retiredAt !== null ? [] : [{ path: `workflows/${authoredName(workflow)}.yaml`, content: source }];
    });
  }

  async write(tenant: Tenant, { bureauId }: Scope, { file: { path, content: source }, idempotencyKey }: WriteFile): Promise<readonly Bilingual[]> {
    const name = FILES.exec(path)?.[1] ?? '';
    const known = (await listAuthored(tenant, bureauId)).find(({ workflow }) => authoredName(workflow) === name);
    if (known !== undefined && (await editionsInForce(tenant, bureauId)).get(known.workflow)?.source === source) return [];
    if (known?.draftVersion !== null && known !== undefined) {
      throw new StationhouseError('CONFLICT', text(`流程“${name}”有尚未发布的草稿，请先发布或放弃草稿。`, `The workflow "${name}" has a draft that is not published. Publish or discard it first.`));
    }
    const workflow = known?.workflow ?? (await this.authoring.create(tenant, bureauId, { name, source, idempotencyKey: `${idempotencyKey} new` }));
    if (known !== undefined) await this.authoring.save(tenant, bureauId, { workflow, source, base: 0, idempotencyKey: `${idempotencyKey} save` });
    const { changes } = await this.authoring.check(tenant, workflow, source);
    const version = (await listAuthored(tenant, bureauId, workflow))[0]?.draftVersion ?? 0;
    await this.authoring.publish(tenant, bureauId, tenant.context.stationIds, { workflow, version, because: '按配置文件发布', idempotencyKey: `${idempotencyKey} publish` });
    return changes.length > 0 ? changes : [known === undefined ? text(`新增自建流程 ${name}`, `a new workflow, ${name}`) : text(`自建流程 ${name}：说明或保存期限有改动`, `the workflow ${name}: comments, or what is kept how long`)];
  }
}
