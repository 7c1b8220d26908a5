
    {{ statement }}
