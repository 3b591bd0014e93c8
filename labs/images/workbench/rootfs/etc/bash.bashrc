# Interactive shells of the workbench.
[[ $- == *i* ]] || return

# The workspace is home: `cd` and `~` lead there. What tools keep of their own stays in root's directory. Where nobody
# says which folder it is, it is the one that the first shell of a run starts in.
if [[ -z ${DRYDOCK_WORKSPACE-} && -n ${COMPOSE_PROJECT_NAME-} && $HOME == /root && $PWD != / && $PWD != /root ]]; then
  DRYDOCK_WORKSPACE=$PWD
fi
if [[ -d ${DRYDOCK_WORKSPACE-} ]]; then
  export DRYDOCK_WORKSPACE HOME=$DRYDOCK_WORKSPACE
  export XDG_CACHE_HOME=/root/.cache XDG_CONFIG_HOME=/root/.config XDG_DATA_HOME=/root/.local/share
  export LESSHISTFILE=- TUF_ROOT=/root/.sigstore/root
fi

shopt -s checkwinsize histappend
HISTFILE=/root/.bash_history HISTSIZE=10000 HISTFILESIZE=20000 HISTCONTROL=ignoreboth
# Kept after each command, so that history survives a shell that is killed.
PROMPT_COMMAND='history -a'
PS1='\[\e[1;36m\]drydock\[\e[0m\]:\[\e[1;34m\]\w\[\e[0m\]$ '

eval "$(dircolors -b)"
alias ls='ls --color=auto' ll='ls -l --color=auto' grep='grep --color=auto' ip='ip -color=auto'
