/** The server's types, which the API's shapes are taken from, speak of Node's Buffer once; the page never sees one. */
interface Buffer extends Uint8Array {}
