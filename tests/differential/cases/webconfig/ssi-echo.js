var subdomain = '<!--# echo var="subdomain" default="" -->';
var config = { muc: 'conference.<!--# echo var="subdomain" default="" -->d', none: '<!--# echo var="none" default="x" -->', empty: '<!--# echo var="empty" default="x" -->', s: subdomain };
