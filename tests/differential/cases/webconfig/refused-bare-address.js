var config = {
    a: meet.example.com,
    b: 10.0.0.1
};
