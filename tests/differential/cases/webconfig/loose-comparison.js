var config = { a: 1 == '1', b: null == undefined, c: '' == 0, d: 'a' === 'a', e: NaN == NaN, f: null == 0, g: true == 1 };
