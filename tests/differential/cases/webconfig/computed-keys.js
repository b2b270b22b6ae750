var k = 'x'; var config = { [k]: 1, ['y' + 1]: 2, k, [`z${k}`]: 3 };
