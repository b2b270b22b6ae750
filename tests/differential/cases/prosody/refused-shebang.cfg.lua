#!/usr/bin/lua
a = 1
