// The hostile-file lab: mutants of every kind of input, broken readers that it must catch, and long campaigns.
using System.Globalization;
using ProductSpace.Fuzz;

return args switch
{
    ["run", string target, string golden, .. string[] pairs] => HostileCommand.Run(target, golden, pairs),
    ["twins", string golden] => HostileCommand.Twins(golden),
    ["replay", string golden, string corpus] => HostileCommand.Replay(golden, corpus),
    ["keep", string target, string golden, string seed, string number, string file] =>
        HostileCommand.Keep(target, golden, seed, number, file),
    ["guard", string file, string mutants] => GuardedMutants.Run(file, int.Parse(mutants, CultureInfo.InvariantCulture)),
    ["guard-twin", string file, string distance] =>
        GuardedMutants.ReadBehindTheEnd(file, int.Parse(distance, CultureInfo.InvariantCulture)),
    _ => ShowUsage(),
};

static int ShowUsage()
{
    Console.Error.WriteLine(HostileCommand.Usage);
    return 2;
}
