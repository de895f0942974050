import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual } from '@stationhouse/kernel';
import { parseHolidayNotice } from '@stationhouse/workflow';
import { listNotices, type HolidayNotices } from '../../../calendars/holiday-notices.js';
import { manageCalendars } from '../../../permissions.js';
import type { Scope } from '../../overlays.js';
import type { ConfigurationFile, ConfigurationPart, WriteFile } from '../part.js';
import { same } from '../yaml.js';

/** The holiday notices a bureau imported, a year a file, as JSON that the import reads. */
export class HolidayFiles implements ConfigurationPart {
  readonly levels = ['bureau'] as const;
  readonly permission = manageCalendars;
  readonly files = /^holidays\/\d{4}\.json$/;

  constructor(private readonly notices: HolidayNotices) {}

  async read(tenant: Tenant, { bureauId }: Scope): Promise<ConfigurationFile[]> {
    return (await listNotices(tenant, bureauId)).map(({ year, days }) => ({ path: `holidays/${year}.json`, content: `${JSON.stringify({ year, days }, null, 2)}\n` }));
  }

  async write(tenant: Tenant, { bureauId }: Scope, { file }: WriteFile): Promise<readonly Bilingual[]> {
    const { year, days } = parseHolidayNotice(file.content);
    const now = (await listNotices(tenant, bureauId)).find((notice) => notice.year === year);
    if (now !== undefined && same(now.days, days)) return [];
    await this.notices.import(tenant, bureauId, file.content);
    return [text(`${year} 年放假通知：${days.length} 天`, `Holiday notice of ${year}: ${days.length} days`)];
  }
}
