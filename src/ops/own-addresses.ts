import { networkInterfaces } from "node:os";

/** Of this machine's network interfaces; behind a NAT gateway none of them is what others see. */
export const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
