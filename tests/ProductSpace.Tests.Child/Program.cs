using ProductSpace.Tests.Child;

return args switch
{
    ["kernels", string folder] => KernelReport.Run(folder),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("a helper of ProductSpace.Tests: started by tests that need a process of their own");
    return 2;
}
