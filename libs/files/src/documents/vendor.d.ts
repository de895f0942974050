// What is used of two libraries that come without types.

declare module 'pdfmake' {
  /** A node of a document definition: https://pdfmake.github.io/docs */
  export interface PdfNode {
    readonly [property: string]: unknown;
  }
  export interface PdfNeighbours {
    getFollowingNodesOnPage(): readonly PdfNode[];
  }
  export interface PdfDefinition {
    readonly content: readonly PdfNode[];
    readonly pageSize: { readonly width: number; readonly height: number };
    readonly pageMargins: readonly [number, number, number, number];
    readonly defaultStyle: PdfNode;
    readonly pageBreakBefore?: (node: PdfNode, around: PdfNeighbours) => boolean;
    readonly info?: PdfNode;
    readonly header?: (page: number, pages: number) => PdfNode;
    readonly footer?: (page: number, pages: number) => PdfNode;
  }
  const pdfmake: {
    /** Files by names of ours: fonts are named by them. */
    readonly virtualfs: { writeFileSync(name: string, bytes: Buffer): void };
    setFonts(fonts: Readonly<Record<string, { readonly normal: string; readonly bold: string; readonly italics: string; readonly bolditalics: string }>>): void;
    setUrlAccessPolicy(policy: (url: string) => boolean): void;
    setLocalAccessPolicy(policy: (path: string) => boolean): void;
    createPdf(definition: PdfDefinition): { getBuffer(): Promise<Buffer> };
  };
  export default pdfmake;
}

declare module 'fontkit' {
  export function create(bytes: Buffer): { hasGlyphForCodePoint(codePoint: number): boolean };
}
