def judge(names, find, sessions):
    return {}
