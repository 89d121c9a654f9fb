import { describe, expect, it } from "vitest";
import { networkOf } from "../../src/app/people/sign-in.ts";
import { contactText, parseContact } from "../../src/domain/sign-in.ts";

describe("a contact", () => {
  it.each([
    ["sam@example.com", "sam@example.com"],
    ["  Sam.Lee+hvac@Example.COM ", "sam.lee+hvac@example.com"],
    ["(512) 555-0142", "+15125550142"],
    ["+44 20 7946 0958", "+442079460958"],
  ])("%s is known as %s", (typed, known) => {
    const contact = parseContact(typed, "US");
    expect(contact === null ? null : contactText(contact)).toBe(known);
  });
  it.each([
    ["sam"],
    ["sam@"],
    ["@example.com"],
    ["sam@example"],
    ["a@b.c, d@e.f"],
    ["<sam@example.com>"],
    ["911"],
    [""],
  ])("%j is none", (typed) => expect(parseContact(typed, "US")).toBeNull());
});

describe("the network that an address belongs to", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:DB8:1:0002::9", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
  ])("%s: %s", (address, network) => expect(networkOf(address)).toBe(network));
});
