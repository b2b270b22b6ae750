var config = { f: function () {}, g: () => 1, h() { return 1; } };
