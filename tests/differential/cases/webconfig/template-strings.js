var d = 'meet.example.com';
var config = { bosh: `https://${d}/http-bind`, n: `${1 + 1}${null}${undefined}` };
