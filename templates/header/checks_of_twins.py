{# What pyright leaves unsaid of twins: a class has properties where its original has variables.
#}# pyright: reportIncompatibleVariableOverride=false
