/**
 * What HubSpot calculates from a phone property, as seen in real answers of its API: digits only; the country
 * code goes only when it was written with a plus; leading zeros go.
 */
import parsePhoneNumber from "libphonenumber-js/max";

export function withoutCountryCode(written: string): string {
  const digits = written.replaceAll(/\D/g, "");
  const code = written.trim().startsWith("+") ? parsePhoneNumber(written)?.countryCallingCode : undefined;
  return (code === undefined ? digits : digits.slice(code.length)).replace(/^0+/, "");
}

export function calculatedProperties(properties: Readonly<Record<string, string>>): Record<string, string> {
  const { phone = "", mobilephone = "" } = properties;
  return {
    ...(phone === "" ? {} : { hs_searchable_calculated_phone_number: withoutCountryCode(phone) }),
    ...(mobilephone === ""
      ? {}
      : { hs_searchable_calculated_mobile_number: withoutCountryCode(mobilephone) }),
  };
}
