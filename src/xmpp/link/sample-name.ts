/**
 * Whether a domain is one of the names in the documents, such as help.example.org, with which somebody has forgotten to
 * replace the sample's: nobody can have them (RFC 2606 §3).
 */
export const isSampleName = (domain: string): boolean => /^[^.]+\.example\.(org|net|com)$/.test(domain);
