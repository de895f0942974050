import type { DocumentDeclaration } from '@stationhouse/files';
import { notFound, text, type Bilingual } from '@stationhouse/kernel';

/** What a plugin brings for its documents. */
export interface DocumentsOfPlugin {
  readonly id: string;
  readonly title?: Bilingual | undefined;
  readonly documents?: readonly DocumentDeclaration[] | undefined;
}

/** A document and the plugin that makes it. */
export interface KnownDocument {
  readonly declaration: DocumentDeclaration;
  readonly pluginId: string;
  readonly pluginTitle: Bilingual;
}

/** The documents of a composition, by id. */
export class DocumentBook {
  private readonly byId: ReadonlyMap<string, KnownDocument>;

  constructor(plugins: readonly DocumentsOfPlugin[]) {
    this.byId = new Map(plugins.flatMap(({ id, title, documents = [] }) => documents.map((declaration) => [declaration.id, { declaration, pluginId: id, pluginTitle: title ?? text(id, id) }] as const)));
  }

  all(): readonly KnownDocument[] {
    return [...this.byId.values()];
  }

  find(id: string): KnownDocument | undefined {
    return this.byId.get(id);
  }

  /** @throws StationhouseError NOT_FOUND */
  get(id: string): KnownDocument {
    const found = this.byId.get(id);
    if (found === undefined) throw notFound(text('文书', 'Document'));
    return found;
  }
}
