using ProductSpace;
using ProductSpace.Tests.Child;

return args switch
{
    ["kernels", string folder] => KernelReport.Run(folder),
    ["train"] => TrainerReport.Run(),
    ["allocate", string file, string twin] => ConcurrentAllocation.Run(file, allocating: twin == "twin"),
    ["first-queries", string file, string mode] => FirstQueries.Run(file, Enum.Parse<OpenMode>(mode)),
    ["after-opening", string file, string mode] => AfterOpening.Run(file, Enum.Parse<OpenMode>(mode)),
    ["publish-loop", string folder, string first, string second] => PublishLoop.Run(folder, first, second),
    ["publish-once", string folder, string snapshot] => PublishLoop.Once(folder, snapshot),
    ["fetch-loop", string source, string folder] => await FetchLoop.RunAsync(source, folder),
    ["serve", string folder, string guard] => ServingShop.Run(folder, guard == "guarded"),
    ["publish-in-place", string folder] => PublishLoop.InPlace(folder),
    ["build-loop", string path] => BuildLoop.Run(path),
    ["build-once", string path, string shop] => BuildLoop.Once(path, int.Parse(shop, System.Globalization.CultureInfo.InvariantCulture)),
    ["build-in-place", string path, string even, string odd] => BuildLoop.InPlace(path, even, odd),
    ["delta-loop", string snapshot, string delta, string early] => DeltaLoop.Run(snapshot, delta, early: early == "early"),
    ["bills", string root] => Bills.Run(root),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("a helper of ProductSpace.Tests: started by tests that need a process of their own");
    return 2;
}
