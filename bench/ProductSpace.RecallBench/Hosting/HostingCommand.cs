using System.Globalization;
using ProductSpace.Generations;
using ProductSpace.Hosting;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Hosting;

/// <summary>
/// `hosting`: what a host pays for shops: the same queries asked of the index, and through a lease with nobody listening, with
/// a listener, and with live recall, in turns on one thread; and small shops, made, opened, and five hundred of them.
/// </summary>
internal static class HostingCommand
{
    public static void Run(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        string queryFile = arguments.Text("queries");
        string folder = arguments.Text("folder");
        int passes = Math.Max(1, arguments.Number("passes", 15));
        int count = arguments.Number("count", 1000);
        int shops = arguments.Number("shops", 500);
        string? output = arguments.Find("out");
        arguments.RefuseUnread();

        float[][] queries = [.. Vecs.Read(queryFile).Take(count)];
        Markdown page = new();
        page.Line("# Hosting: what telemetry and many shops cost").Line();
        page.Line($"- machine: {Machine.Describe()}");
        page.Line($"- command: `RecallBench {arguments.Line}`");
        QueryCost.Write(page, snapshot, Path.Combine(folder, "one"), queries, passes);
        SmallShopCost.Write(page, Path.Combine(folder, "many"), shops);
        page.Line($"- pages: {PageState.Describe()}");
        page.Publish(output);
    }

    public static string Microseconds(double nanoseconds) => (nanoseconds / 1000).ToString("0.00", CultureInfo.InvariantCulture);
}
