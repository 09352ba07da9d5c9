using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using ProductSpace.Numerics;

namespace ProductSpace.Cli.Measuring;

/// <summary>
/// Facts that belong to every figure: the processor's name, its instruction sets, and the state of the memory pages.
/// </summary>
internal static class Processor
{
    public static string Name { get; } = ReadName();

    /// <summary>Instruction sets that the kernels could use; the one in use comes first.</summary>
    public static IReadOnlyList<string> InstructionSets
    {
        get
        {
            List<string> sets = [$"kernels {CodeDot.Name}"];
            Add(Avx512BW.IsSupported, "AVX-512BW");
            Add(AvxVnni.IsSupported, "AVX-VNNI");
            Add(Avx2.IsSupported, "AVX2");
            Add(Ssse3.IsSupported, "SSSE3");
            Add(Dp.Arm64.IsSupported, "AdvSimd SDOT");
            Add(AdvSimd.Arm64.IsSupported, "AdvSimd");
            return sets;

            void Add(bool supported, string name)
            {
                if (supported)
                {
                    sets.Add(name);
                }
            }
        }
    }

    /// <summary>Amount of the mapped files that is in huge pages, as counted by the system.</summary>
    public static string Pages
    {
        get
        {
            const string rollup = "/proc/self/smaps_rollup";
            return File.Exists(rollup)
                ? string.Join(
                    ", ",
                    File.ReadLines(rollup)
                        .Where(line =>
                            line.StartsWith("FilePmdMapped", StringComparison.Ordinal)
                            || line.StartsWith("AnonHugePages", StringComparison.Ordinal))
                        .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))))
                : "not told by this system";
        }
    }

    private static string ReadName()
    {
        const string cpuinfo = "/proc/cpuinfo";
        string? line = File.Exists(cpuinfo)
            ? File.ReadLines(cpuinfo).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null
            ? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown"
            : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
