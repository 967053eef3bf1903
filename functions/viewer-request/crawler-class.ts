/**
 * User agents of crawlers: search engines, answer engines and link previews, by what their user agents have in common. `[^u]bot` leaves out the
 * phones of CUBOT; a browser that calls itself a robot is treated as one.
 */
export const CRAWLER = /(^|[^u])bot|crawl|spider|slurp|external|[ig]preview|^whatsapp|-user\/|google[o-]/i
