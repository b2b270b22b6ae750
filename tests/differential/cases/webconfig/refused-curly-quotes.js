var config = {
    a: “x”
};
