import type { Permission } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import type { Bilingual } from '@stationhouse/kernel';
import type { Level } from '../entities.js';
import type { Scope } from '../overlays.js';

/** One file of a configuration. */
export interface ConfigurationFile {
  /** Within the folder, with `/`: `overlays/dispute-mediation.yaml`. */
  readonly path: string;
  /** Text, UTF-8; of a binary file its bytes in base64. */
  readonly content: string;
  readonly binary?: boolean | undefined;
}

/** Where a folder comes from: what its files are written for. */
export interface Origin {
  /** The SHA-256 of the plugin's edition an overlay is written for, by workflow; another installation may number it otherwise. */
  readonly templates: ReadonlyMap<string, string>;
}

/** How a file is brought in. */
export interface WriteFile {
  readonly file: ConfigurationFile;
  readonly origin: Origin;
  /** For the commands it comes to: the same file of the same import has the same. */
  readonly idempotencyKey: string;
  /** True for what stands at another station of the bureau already, and passed there what review the bureau asks for. */
  readonly reviewed?: boolean | undefined;
  /** A binary file of the folder that a file names; undefined where it is not there. */
  beside(path: string): Buffer | undefined;
  /** Names what is done last, when all of the folder stands and is kept: what no transaction could undo. Twice is as once. */
  whenKept(work: () => Promise<void>): void;
}

/**
 * A kind of configuration that is kept as files. It reads and writes by the commands that the pages use, so that a file can do
 * nothing that a person could not. What a library above this one adds, it registers with `ConfigurationFolder.also`
 * (docs/guides/configuration-files.md says how a part is added).
 */
export interface ConfigurationPart {
  /** Whose configuration has it. */
  readonly levels: readonly Level[];
  /** What somebody must be allowed who reads or changes it. */
  readonly permission: Permission;
  /** Its files. */
  readonly files: RegExp;
  /** Binary files that its files name. */
  readonly binaries?: RegExp;
  read(tenant: Tenant, scope: Scope): Promise<readonly ConfigurationFile[]>;
  /**
   * Makes the scope say what the file says; what the file does not say stays.
   * @returns what changes, in words; nothing where all is so already
   * @throws StationhouseError DEFINITION_INVALID with file, line and mend, or what its command refuses with
   */
  write(tenant: Tenant, scope: Scope, what: WriteFile): Promise<readonly Bilingual[]>;
}
