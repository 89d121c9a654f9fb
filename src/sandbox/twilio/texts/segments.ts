/** How many parts a text is billed as. */

const GSM_7 = /^[\n\f\r !-_a-~£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€]*$/;

/** 160 characters, or 153 in each of several; 70 and 67 when one of them is beyond the GSM alphabet. */
export function segmentsOf(body: string): number {
  const [alone, each] = GSM_7.test(body) ? [160, 153] : [70, 67];
  return body.length <= alone ? 1 : Math.ceil(body.length / each);
}
