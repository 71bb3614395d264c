package dev.linnet.kernel.engine;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a compiled class fit to run in a cell:
 * <ul>
 * <li>stop checks at backward branches and at the entry of methods;
 * <li>the cell's own file name and line numbers;
 * <li>calls of other cells' methods bound late;
 * <li>calls that would end the process refused by {@link CellExit};
 * <li>what is package-private or protected made public, for the classes of the one package {@code REPL} live in several
 * loaders and would not see each other.
 * </ul>
 * No branch target moves, so javac's stack maps are kept as they are and no class hierarchy has to be known.
 */
final class Weaver {
    private static final ClassDesc STOP_CHECK = StopCheck.class.describeConstable().orElseThrow();
    private static final ClassDesc CELL_EXIT = CellExit.class.describeConstable().orElseThrow();
    private static final ClassDesc RUNTIME = Runtime.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);
    private static final DirectMethodHandleDesc BOOTSTRAP = MethodHandleDesc.ofMethod(
            DirectMethodHandleDesc.Kind.STATIC, LateBinding.class.describeConstable().orElseThrow(), "bootstrap",
            MethodTypeDesc.of(ConstantDescs.CD_CallSite, ConstantDescs.CD_MethodHandles_Lookup,
                    ConstantDescs.CD_String, ConstantDescs.CD_MethodType, ConstantDescs.CD_String));
    private static final int ACCESS = ClassFile.ACC_PUBLIC | ClassFile.ACC_PROTECTED | ClassFile.ACC_PRIVATE;

    private final String className;
    private final Unit unit;
    private final boolean checks;

    private Weaver(ClassModel model, Unit unit, boolean checks) {
        this.className = model.thisClass().asInternalName();
        this.unit = unit;
        this.checks = checks;
    }

    /** The class of a variable with its field and nothing else, for there is one for each variable. */
    static byte[] bare(byte[] bytes) {
        ClassFile files = ClassFile.of(ClassFile.ConstantPoolSharingOption.NEW_POOL);
        return files.transformClass(files.parse(bytes), ClassTransform.dropping(
                part -> part instanceof MethodModel || part instanceof SourceFileAttribute));
    }

    static byte[] weave(byte[] bytes, Unit unit) {
        try {
            return weave(bytes, unit, true);
        } catch (IllegalArgumentException e) {
            // A method near the limit of 65,535 bytes has no room for checks: it runs, but stops only at its end.
            return weave(bytes, unit, false);
        }
    }

    private static byte[] weave(byte[] bytes, Unit unit, boolean checks) {
        ClassFile files = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS);
        ClassModel model = files.parse(bytes);
        return files.transformClass(model, new Weaver(model, unit, checks)::element);
    }

    private void element(ClassBuilder builder, ClassElement element) {
        switch (element) {
            case AccessFlags flags -> builder.withFlags(opened(flags.flagsMask()));
            case SourceFileAttribute file -> {
                String label = unit.label(className.replace('/', '.'));
                builder.with(label == null ? file : SourceFileAttribute.of(label));
            }
            case FieldModel field -> builder.withField(field.fieldName(), field.fieldType(), to -> field.forEach(
                    part -> {
                        if (part instanceof AccessFlags flags) {
                            to.withFlags(opened(flags.flagsMask()));
                        } else {
                            to.with(part);
                        }
                    }));
            case MethodModel method -> builder.withMethod(method.methodName(), method.methodType(),
                    opened(method.flags().flagsMask()), to -> method(method, to));
            default -> builder.with(element);
        }
    }

    private int opened(int flags) {
        return (flags & ClassFile.ACC_PRIVATE) != 0 ? flags : (flags & ~ACCESS) | ClassFile.ACC_PUBLIC;
    }

    private void method(MethodModel method, MethodBuilder builder) {
        String name = method.methodName().stringValue();
        boolean straight = name.startsWith(Names.RUN_METHOD) || name.equals(ConstantDescs.CLASS_INIT_NAME);
        method.forEach(part -> {
            if (part instanceof CodeModel code) {
                builder.transformCode(code, new Code(code, !straight));
            } else if (!(part instanceof AccessFlags)) {
                builder.with(part);
            }
        });
    }

    private void check(CodeBuilder code) {
        if (checks) {
            code.invokestatic(STOP_CHECK, "check", NOTHING);
        }
    }

    private final class Code implements CodeTransform {
        private final Set<Label> passed = new HashSet<>();
        private final CodeModel original;
        private final boolean checkEntry;

        Code(CodeModel original, boolean checkEntry) {
            this.original = original;
            this.checkEntry = checkEntry;
        }

        @Override
        public void atStart(CodeBuilder code) {
            original.findAttribute(Attributes.stackMapTable())
                    .ifPresent(frames -> code.with(StackMapTableAttribute.of(frames.entries())));
            if (checkEntry) {
                original.findAttribute(Attributes.lineNumberTable())
                        .map(table -> unit.cellLine(table.lineNumbers().getFirst().lineNumber()))
                        .filter(line -> line > 0)
                        .ifPresent(code::lineNumber);
                check(code);
            }
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (element) {
                case LabelTarget target -> passed.add(target.label());
                case BranchInstruction branch when passed.contains(branch.target()) -> check(code);
                case TableSwitchInstruction table when leadsBack(table.cases(), table.defaultTarget()) -> check(code);
                case LookupSwitchInstruction lookup when leadsBack(lookup.cases(), lookup.defaultTarget()) -> check(
                        code);
                case LineNumber line -> {
                    int own = unit.cellLine(line.line());
                    if (own > 0) {
                        code.lineNumber(own);
                    }
                    return;
                }
                case InvokeInstruction call when endsTheProcess(call) -> {
                    boolean ofSystem = call.opcode() == Opcode.INVOKESTATIC;
                    code.invokestatic(CELL_EXIT, call.name().stringValue(),
                            ofSystem ? call.typeSymbol() : call.typeSymbol().insertParameterTypes(0, RUNTIME));
                    return;
                }
                case InvokeInstruction call when isForeignMethod(call) -> {
                    String holder = call.owner().asInternalName();
                    code.invokedynamic(DynamicCallSiteDesc.of(BOOTSTRAP, call.name().stringValue(), call.typeSymbol(),
                            holder.substring(Names.PACKAGE.length() + 1)));
                    return;
                }
                default -> {
                }
            }
            code.with(element);
        }

        private boolean leadsBack(List<SwitchCase> cases, Label otherwise) {
            return passed.contains(otherwise) || cases.stream().anyMatch(one -> passed.contains(one.target()));
        }

        private boolean endsTheProcess(InvokeInstruction call) {
            String owner = call.owner().asInternalName();
            String name = call.name().stringValue();
            return (owner.equals("java/lang/System") && name.equals("exit"))
                    || (owner.equals("java/lang/Runtime") && (name.equals("exit") || name.equals("halt")));
        }

        private boolean isForeignMethod(InvokeInstruction call) {
            String owner = call.owner().asInternalName();
            return call.opcode() == Opcode.INVOKESTATIC && Names.holdsMethods(owner) && !owner.equals(className);
        }
    }

    /** Whether a class file's flags say that code in other packages may use it. */
    static boolean isPublic(byte[] bytes) {
        return ClassFile.of().parse(bytes).flags().has(AccessFlag.PUBLIC);
    }
}
