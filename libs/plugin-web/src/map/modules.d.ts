declare module '*.css' {}

/** A worker as its own file; the bundler of the web app answers its address. */
declare module '*?worker&url' {
  const address: string;
  export default address;
}
